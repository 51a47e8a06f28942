"""Who: people, the organisations they work in, and audiences."""

from accounts.models.audience import INVITED, MEMBERS_ID, PUBLIC_ID, Audience
from accounts.models.mute import Mute
from accounts.models.organisation import Membership, Organisation
from accounts.models.user import Profile, User

__all__ = [
    "INVITED",
    "MEMBERS_ID",
    "PUBLIC_ID",
    "Audience",
    "Membership",
    "Mute",
    "Organisation",
    "Profile",
    "User",
]
