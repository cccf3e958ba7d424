"""The clerk's own cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courtcases.cases.models import Case


def cases(request: HttpRequest) -> HttpResponse:
    """The list of the clerk who is logged in."""
    return render(request, "cases/list.html", {"cases": _own(request)})


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    return render(request, "cases/detail.html", {"case": get_object_or_404(_own(request), pk=pk)})


def _own(request: HttpRequest) -> Any:
    return Case.objects.filter(clerk=request.user)
