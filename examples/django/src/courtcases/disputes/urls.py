"""Pages of disputes."""

from django.urls import path

from courtcases.disputes import views

urlpatterns = [
    path("cases/new/", views.new_case, name="new_case"),
    path("cases/<int:pk>/dispute/", views.dispute, name="dispute"),
    path("cases/<int:pk>/dispute/<slug:name>/", views.step, name="step"),
    path("inbox/", views.inbox, name="inbox"),
]
