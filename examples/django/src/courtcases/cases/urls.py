"""Pages of cases."""

from django.urls import path

from courtcases.cases import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
]
