"""Pages of a dispute: who may see them, and what may be done on them, is what GridJustice says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from courtcases.cases.models import Case
from courtcases.disputes import services
from courtcases.disputes.forms import CaseForm, StepForm
from courtcases.disputes.models import CaseDispute, actor_of
from courtcases.disputes.office import language, office
from gridjustice import AdapterUnavailableError, GridJusticeError, Names, NotFoundError, Words, form_of, timeline

View = Callable[..., HttpResponse]


def answers_for_gridjustice(view: View) -> View:
    """What may not be known of is not there (404); a database that is busy may be asked again (503)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except NotFoundError as problem:
            raise Http404 from problem
        except (AdapterUnavailableError, OperationalError):
            return render(request, "disputes/busy.html", status=503)

    return answer


@answers_for_gridjustice
def new_case(request: HttpRequest) -> HttpResponse:
    """A case and its dispute, opened together."""
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        case = Case(**{name: data[name] for name in ("number", "applicant", "respondent", "gist")})
        try:
            return redirect("dispute", services.open_case(request.user, case, data["grid"], data["key"]).pk)
        except AdapterUnavailableError:
            raise
        except GridJusticeError as problem:
            form.refuse(problem)
        except IntegrityError:
            form.add_error("number", _("There is a case of this number already."))
    return render(request, "disputes/new.html", {"form": form}, status=422 if form.is_bound else 200)


@answers_for_gridjustice
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """The time line, what runs, and what this user may do next."""
    link = get_object_or_404(CaseDispute.objects.select_related("case"), case_id=pk)
    actor = actor_of(request.user)
    view = office().show(actor, link.record)
    words = Words(office(), actor, language())
    shown = {
        "case": link.case,
        "view": view,
        "state": words.state(view.kind, view.record.state_name),
        "place": words.names.name_of(view.record.grid or view.record.unit),
        "entries": timeline(office(), actor, link.record, language()),
        "deadlines": [
            (words.limit(view.kind, each.limit), each.due) for each in sorted(view.record.running, key=lambda d: d.due)
        ],
        "steps": [(step, words.step(view.kind, step)) for step in dict.fromkeys(row.step for row in view.steps)],
    }
    return render(request, "disputes/dispute.html", shown)


@answers_for_gridjustice
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of a step; sent, it takes the step."""
    link = get_object_or_404(CaseDispute.objects.select_related("case"), case_id=pk)
    actor = actor_of(request.user)
    view = office().show(actor, link.record)
    facts = office().kinds[view.kind].facts.get(name)
    if facts is None:
        raise Http404
    words = Words(office(), actor, language())
    form = StepForm(form_of(facts), words, request.POST or None, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        try:
            plain = Names(office(), actor, language()).completed(form_of(facts), form.plain())
            data = form.cleaned_data
            services.take(request.user, link.record, name, plain, key=data["key"], version=data["version"])
            return redirect("dispute", pk)
        except AdapterUnavailableError:
            raise
        except GridJusticeError as problem:
            form.refuse(problem)
    shown = {"case": link.case, "form": form, "title": words.step(view.kind, name)}
    return render(request, "disputes/step.html", shown, status=422 if form.is_bound else 200)


@answers_for_gridjustice
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for this user, the most urgent first."""
    actor = actor_of(request.user)
    words = Words(office(), actor, language())
    views = {view.record.id: view for view in office().inbox(actor)}
    links = CaseDispute.objects.filter(record__in=views).select_related("case")
    cases = {link.record: link.case for link in links}
    waiting = []
    for record, view in views.items():
        if record in cases:
            due = min((deadline.due for deadline in view.record.running), default=None)
            waiting.append((cases[record], words.state(view.kind, view.record.state_name), due))
    return render(request, "disputes/inbox.html", {"waiting": waiting})
