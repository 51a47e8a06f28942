"""The entry for gunicorn: `gunicorn hub.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
application = get_wsgi_application()
# All that is loaded now stays as long as the process does: to look through it for garbage takes a
# tenth of a second of somebody's request, and gives each worker a copy of the memory it shares.
gc.collect()
gc.freeze()
