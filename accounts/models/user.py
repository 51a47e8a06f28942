"""People. The email address is the name that a person signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models.organisation import Membership

if TYPE_CHECKING:
    from accounts.models.audience import Audience


class UserQuerySet(models.QuerySet["User"]):
    """Reads of people."""

    def active(self) -> UserQuerySet:
        """People who may sign in."""
        return self.filter(is_active=True)

    def shown(self) -> UserQuerySet:
        """People who have a page: active, and not still to confirm their first address."""
        addresses = EmailAddress.objects.filter(user=models.OuterRef("pk"))
        return self.active().exclude(
            models.Exists(addresses.filter(verified=False)) & ~models.Exists(addresses.filter(verified=True))
        )

    def with_place(self) -> UserQuerySet:
        """With profile and current memberships fetched: what a byline shows."""
        current = Membership.objects.current().select_related("organisation")
        return self.select_related("profile").prefetch_related(  # type: ignore[no-redef]
            models.Prefetch("memberships", queryset=current, to_attr="current_memberships")
        )

    def who_may_see(self, audience: Audience) -> UserQuerySet:
        """The active people who belong to an audience: the reverse of `Audience.ids_for`.

        Used when something is sent out, so that a mail waiting in the queue is not sent to a
        person whose membership has ended since.
        """
        return self.active().filter(audience.people_filter()).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users whose address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person; without a password until they set one. The profile comes by receiver."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An administrator."""
        fields.setdefault("name", email.split("@")[0])
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in ignores the case of the address."""
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=120)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may use the administration", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    current_memberships: list[Membership]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
        ]
        permissions: ClassVar = [
            ("see_every_audience", "Can see everything, whoever it is for (moderators)"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name others see."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the name, for the masthead."""
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    def get_absolute_url(self) -> str:
        """The person's public page."""
        return reverse("accounts:person", args=[self.pk])

    def rights(self, name: str) -> models.QuerySet[Permission]:
        """The right of that name as rows, none where the person has not got it: what `has_perm`
        asks in two queries, as a condition of another. A superuser's rights are not listed."""
        room, codename = name.split(".")
        held = models.Q(group__user=self.pk) | models.Q(user=self.pk)
        return Permission.objects.filter(held, content_type__app_label=room, codename=codename).order_by()

    @property
    def places(self) -> list[Membership]:
        """Current memberships with their organisations; fetched once, by `with_place` for many."""
        if "current_memberships" not in self.__dict__:
            current = Membership.objects.current().filter(user=self)
            self.current_memberships = list(current.select_related("organisation"))
        return self.current_memberships

    @property
    def byline(self) -> str:
        """Role and unit, as a post shows them: "midwife, Fenmere". Empty where not told."""
        parts = [self.profile.job_title] if self.profile.job_title else []
        parts += [self.places[0].organisation.short_name] if self.places else []
        return ", ".join(parts)


class Profile(models.Model):
    """What a person says about themselves. Everything here can be left empty."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    handle = models.SlugField(  # noqa: DJ001 - two people without one are not the same person
        max_length=60,
        unique=True,
        null=True,
        editable=False,
        help_text="What stands behind the @ of a mention: made of the name, and kept when that changes",
    )
    job_title = models.CharField("job title", max_length=80, blank=True)
    about = models.TextField("about you", max_length=1_000, blank=True)
    can_help_with = models.TextField("what you can help others with", max_length=500, blank=True)
    invented = models.BooleanField("invented for demonstration", default=False)
    email_notifications = models.BooleanField("email me about what I follow", default=True)
    email_refused_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The mail server said that there is no such address: no mail until it is mended.",
    )

    def __str__(self) -> str:
        return f"Profile of {self.user}"

    @property
    def wants_email(self) -> bool:
        """Whether a notification is also to be mailed."""
        return self.email_notifications and self.email_refused_at is None
