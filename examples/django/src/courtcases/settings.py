"""Django's settings: what embedding GridJustice asked for is said at its place, the rest is any small project's."""

import os
from pathlib import Path

SOURCE = Path(__file__).resolve().parent

SECRET_KEY = os.environ.get("COURTCASES_SECRET", "an example's key: set COURTCASES_SECRET where it matters")
DEBUG = os.environ.get("COURTCASES_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("COURTCASES_HOSTS", "localhost,127.0.0.1,testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "courtcases.cases",
    "courtcases.disputes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "courtcases.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("COURTCASES_DB", "courtcases.sqlite3"),
        "OPTIONS": {
            # For GridJustice: a transaction that reads first and writes later would fail when others wrote meanwhile.
            "transaction_mode": "IMMEDIATE",
            # Readers keep no writer waiting, and each commit survives the loss of power.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh"
LANGUAGES = [("zh", "中文"), ("ko", "조선말"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# For GridJustice: the office's file with its channels and feeds; empty where nobody is told of anything.
GRIDJUSTICE_CONFIG = os.environ.get("GRIDJUSTICE_CONFIG", "")

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "cases"
LOGOUT_REDIRECT_URL = "login"
