"""What mails say of their sender, where their links may lead, and where their translations are."""

from email.utils import parseaddr

from config.env import ROOT
from config.settings.environment import ENV
from config.settings.mail import DEFAULT_FROM_EMAIL

APP_NAME = ENV.app_name or parseaddr(DEFAULT_FROM_EMAIL)[0]
POSTAL_ADDRESS = ENV.postal_address
MAIL_LINK_HOSTS = ENV.mail_link_hosts
LOCALE_PATHS = [ROOT / "locale"]
