"""Forms of Django, made from the forms of GridJustice: a new step needs no line here."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtcases.cases.models import Case
from courtcases.disputes.office import language, office
from gridjustice import ConflictError, Field, GridJusticeError, InvalidError, StepRefusedError, Words

ROWS = 3
"""So many groups of one field can be filled in on one page."""


class Keyed(forms.Form):
    """A form that says the same however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=200, initial=lambda: uuid.uuid4().hex)

    def refuse(self, problem: GridJusticeError) -> None:
        """What GridJustice said stands beside its field, or above the form: why not, which article, what to do."""
        match problem:
            case StepRefusedError():
                catalogue = office().catalogue
                for reason in problem.reasons:
                    self.add_error(None, reason.text(language(), catalogue))
                    if remedy := reason.remedy(language(), catalogue):
                        self.add_error(None, f"→ {remedy}")
            case ConflictError():
                self.add_error(None, _("Meanwhile something has happened here. Read it, then try again."))
            case InvalidError():
                self.add_error(self._named(problem.path), str(problem))
            case _:
                self.add_error(None, str(problem))

    def _named(self, path: str) -> str | None:
        """The input that a path as ``$.parties[0].name`` means, if there is one."""
        name = re.sub(r"\[(\d+)\]", r".\1", path).removeprefix("$.").replace(".", "-")
        return name if name in self.fields else None


class CaseForm(forms.ModelForm, Keyed):
    """A new case, and where it arose."""

    grid = forms.CharField(label=_("grid (its code)"), max_length=60)

    class Meta:
        """What the clerk fills in."""

        model = Case
        fields = ("number", "applicant", "respondent", "gist")

    def validate_unique(self) -> None:
        """Left to the database: asked here, a form that is sent twice would be refused the second time."""


class StepForm(Keyed):
    """What must be known to take a step."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, form: Sequence[Field], words: Words, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._form = tuple(form)
        self._words = words
        self._sections: list[tuple[str, list[str]]] = [("", [])]
        for field in self._form:
            self._ask(field, field.name, required=field.required)

    def plain(self) -> dict[str, Any]:
        """The facts as plain data; what was left empty is left out."""
        return dict(self._plain(self._form, ""))

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """(heading, inputs) in order; the heading of what belongs to no group is empty."""
        for heading, names in self._sections:
            if names:
                yield heading, [self[name] for name in names]

    def _ask(self, field: Field, name: str, *, required: bool) -> None:
        label = self._words.field(field.name)
        if field.type != "group":
            self.fields[name] = _input(field, label, self._words, required=required)
            self._sections[-1][1].append(name)
            return
        # Of several groups any may stay empty; GridJustice says it where too few are filled in.
        for number in range(ROWS if field.many else 1):
            self._sections.append((f"{label} {number + 1}" if field.many else label, []))
            for inner in field.fields:
                if inner.type != "group":  # groups in groups are for a page of their own
                    place = f"{name}-{number}-{inner.name}" if field.many else f"{name}-{inner.name}"
                    self._ask(inner, place, required=False)
        self._sections.append(("", []))

    def _plain(self, fields: Sequence[Field], before: str) -> Iterator[tuple[str, Any]]:
        for field in fields:
            name = before + field.name
            if field.type == "group" and field.many:
                rows = [dict(self._plain(field.fields, f"{name}-{number}-")) for number in range(ROWS)]
                if given := [row for row in rows if any(value not in (None, False) for value in row.values())]:
                    yield field.name, given
            elif field.type == "group":
                given_one = dict(self._plain(field.fields, f"{name}-"))
                if any(value not in (None, False) for value in given_one.values()):
                    yield field.name, given_one
            elif name in self.fields:
                value = _value(field, self.cleaned_data.get(name))
                if value is not None:
                    yield field.name, value


def _input(field: Field, label: str, words: Words, *, required: bool) -> forms.Field:
    choices = [(choice, words.choice(field, choice)) for choice in field.choices]
    told: dict[str, Any] = {"label": label, "required": required}
    if field.choices and field.many:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **told)
    if field.choices:
        # A default is shown, not filled in: an empty choice of an empty group says nothing.
        return forms.ChoiceField(choices=[("", "—"), *choices], initial=field.default if required else None, **told)
    if field.type == "yes_no":
        return forms.BooleanField(label=label, required=False)
    if field.many:
        hint = _("one on each line")
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text=hint, **told)
    if field.type == "number":
        return forms.IntegerField(**told)
    if field.type == "day":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **told)
    return forms.CharField(**told)


def _value(field: Field, value: Any) -> Any:
    """What was filled in, as plain data; None where nothing was."""
    if field.type == "yes_no":
        return bool(value) if value or field.required else None
    if value in (None, "", []):
        return None
    if field.many and not field.choices:
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value.isoformat() if field.type == "day" else value
