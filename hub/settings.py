"""The one settings module. Everything that differs between installations comes from the environment.

`.env.example` lists every variable; docs/reference/settings.md explains each.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hub import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
environ.Env.read_env(str(BASE_DIR / ".env"))

DEBUG = environment.flag("HUB_DEBUG", default=False)
HUB_DEMO = environment.flag("HUB_DEMO", default=True)
HUB_NAME = environment.text("HUB_NAME", "Maternity and neonatal hub")
HUB_SUPPORT_EMAIL = environment.mailbox("HUB_SUPPORT_EMAIL", "support@example.org")
HUB_THEME = environment.choice("HUB_THEME", "aubergine", {"aubergine", "teal"})
_base_url = environment.url("HUB_BASE_URL", "http://127.0.0.1:8000", {"http", "https"})
HUB_BASE_URL = f"{_base_url.scheme}://{_base_url.netloc}"
HTTPS = _base_url.scheme == "https"
ALLOWED_HOSTS = environment.words("HUB_HOSTS", f"127.0.0.1,localhost,[::1],{_base_url.hostname}")


def _secret_key() -> str:
    """The signing key: from the environment, or made once and kept in var/secret_key."""
    key = environment.text("SECRET_KEY", "")
    if key and len(key) < 32:
        raise environment.fail("SECRET_KEY", "is shorter than 32 characters: use a longer random one.")
    if key:
        return key
    path = VAR_DIR / "secret_key"
    try:
        if not path.exists():
            VAR_DIR.mkdir(exist_ok=True)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
            path.chmod(0o600)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set and {path} cannot be written ({error.strerror}): "
            "set SECRET_KEY, or let this account write to var/."
        ) from error


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.humanize",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "hub.wagtail_users.PeopleConfig",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_comments_xtd",
    "django_comments",
    # Our rooms, the lowest first: after `migrate` each lays its ground on the one below.
    # forums must come after comments-xtd, whose receiver it takes off.
    "accounts",
    "activity",
    "moderation",
    "search",
    "hub",
    "forums",
    "cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.page_cache.PageCache",
    "csp.middleware.CSPMiddleware",
    "hub.middleware.AdminContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.private_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hub.middleware.WrongMethodInWords",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
SITE_ID = 1
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.context_processors.hub",
            ],
        },
    },
]

# Database ------------------------------------------------------------------------------------
_database = environment.database("DATABASE_URL", "sqlite:///var/hub.sqlite3", BASE_DIR)
if _database["ENGINE"].endswith("sqlite3"):
    # A deferred transaction that later writes fails with "database is locked" under concurrent
    # writers; an immediate one waits its turn. WAL lets readers go on meanwhile. The cache is 16 MB
    # for each connection, where SQLite's own is 2: a wide search reads more than that.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; "
        "PRAGMA cache_size=-16000;",
    }
    # Tests with several writers and the browser's live server need a file, not memory.
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    _database["CONN_HEALTH_CHECKS"] = True
# Opening the database takes longer than most pages, on SQLite too.
_database["CONN_MAX_AGE"] = 60
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Search ----------------------------------------------------------------------------------------
SEARCH_URL = environment.url(
    "SEARCH_URL",
    "database://",
    {"database", "elasticsearch", "elasticsearch+https", "opensearch", "opensearch+https"},
)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Cache and background work -----------------------------------------------------------------------
_cache = environment.url("CACHE_URL", "locmem://", {"locmem", "redis", "rediss"})
CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if _cache.scheme != "locmem":
    CACHES["default"] = {
        "BACKEND": "hub.caches.PatientRedisCache",
        "LOCATION": _cache.geturl(),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
CACHE_IS_SHARED = _cache.scheme != "locmem"
# Pages for readers without an account are kept this long, and no longer than until something
# changes (hub.page_cache). Not while templates are being written.
PAGE_CACHE_SECONDS = 0 if DEBUG else 60
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Mail --------------------------------------------------------------------------------------------
_email = environment.url("EMAIL_URL", "file:///var/mail", {"file", "smtp", "smtp+tls", "smtp+ssl", "smtps"})
if _email.scheme == "file":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(environment.folder(_email, BASE_DIR))
else:
    vars().update(environment.email("EMAIL_URL", ""))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = f"{HUB_NAME} <{HUB_SUPPORT_EMAIL}>"
SERVER_EMAIL = HUB_SUPPORT_EMAIL

# Files -------------------------------------------------------------------------------------------
_files = environment.url("FILES_URL", "file:///var/files", {"file"})
MEDIA_ROOT = str(environment.folder(_files, BASE_DIR))
MEDIA_URL = "/media/"  # never mounted as a folder: hub.views.media asks who is there
STATIC_URL = "/static/"
STATIC_ROOT = str(VAR_DIR / "static")
STATICFILES_DIRS = [str(BASE_DIR / "static_build")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
WAGTAILDOCS_DOCUMENT_MODEL = "hub.HubDocument"
WAGTAILIMAGES_IMAGE_MODEL = "hub.HubImage"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "pptx", "xlsx", "csv", "txt", "odt", "odp", "ods"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "hub.document_form.DocumentForm"
# No drawings (SVG), which can hold a script, and nothing that moves; files.pictures sets the limits.
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "hub.picture_form.PictureForm"

# Accounts ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base_url.scheme
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the new one counts when it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when password or address was changed
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an open session alone cannot change the address
ACCOUNT_FORMS = {
    "login": "accounts.entrance.SignInForm",
    "signup": "accounts.entrance.MakeAccountForm",
    "add_email": "accounts.entrance.ChangeAddressForm",
    "change_password": "accounts.entrance.ChangePasswordForm",
    "set_password": "accounts.entrance.SetPasswordForm",
    "reset_password": "accounts.entrance.AskForResetForm",
    "reset_password_from_key": "accounts.entrance.ResetPasswordForm",
    "reauthenticate": "accounts.entrance.SignInAgainForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Proxies of our own in front of the hub: so many of the last addresses in X-Forwarded-For are
# theirs. With 0 the header is not believed at all.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("HUB_TRUSTED_PROXIES", 0, most=9)

# Discussion ------------------------------------------------------------------------------------------
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "forums.models.Post"
COMMENTS_XTD_CONFIRM_EMAIL = False

# Wagtail ---------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = HUB_NAME
WAGTAILADMIN_BASE_URL = HUB_BASE_URL
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAILADMIN_LOGIN_URL = "admin_login"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Passwords and addresses are changed where they are confirmed and counted: under /account/.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_COMMENTS_ENABLED = True
# Off: a page published while Wagtail's own saving of a new page is under way is answered with
# an error, and the rows of its inline lists are kept twice (Wagtail 7.4.4; the journey shows it).
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Drafts go through the workflow that hub/editing/ground.py lays. Its mail is the hub's own, from
# the queue; Wagtail's would go out inside the request.
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "hub.editing.finish.publish"

# Language and time -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "hub.formats"

# Security ----------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [HUB_BASE_URL]
CSRF_FAILURE_VIEW = "hub.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "SAMEORIGIN"  # the Wagtail admin shows its preview in a frame
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # A page that is not there, or not theirs, is the reader's to know.
        "django.request": {"level": "ERROR"},
    },
}
