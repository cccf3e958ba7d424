"""Apprise's services as channels; see `gridjustice_apprise.plugin`."""
