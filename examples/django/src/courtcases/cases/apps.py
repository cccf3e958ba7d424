"""The app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Nothing in it knows of GridJustice."""

    name = "courtcases.cases"
