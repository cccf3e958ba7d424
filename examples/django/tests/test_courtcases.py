"""The case system with GridJustice inside, driven as its users do: log in, open a case, take steps, be refused."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from courtcases.cases.models import Case
from courtcases.disputes import services
from courtcases.disputes.models import CaseDispute
from courtcases.disputes.office import office, office_beside
from gridjustice import AdapterRejectedError, InvalidError, NotFoundError, StepRefusedError, equals, named_id

ROOT = Path(__file__).resolve().parents[3]
NEW = {
    "applicant": "甲某",
    "respondent": "乙某",
    "gist": "A ditch between two plots (an illustration).",
    "grid": "farm-1",
}
WAY = {"jurisdiction": "ours", "route": "mediation", "reason": "Both want to talk.", "same_matter_checked": "on"}


def case_of(clerk: Any, number: str = "YB-7") -> str:
    """The path of a new case's dispute."""
    assert clerk.open("/cases/new/").send(number=number, **NEW).status == 302, clerk.text
    return str(clerk.location)


def stored() -> tuple[int, int, int]:
    """(cases, links, disputes) in the database."""
    with office().storage.read() as reader:
        disputes = reader.count(equals("kind", "dispute"))[()]
    return Case.objects.count(), CaseDispute.objects.count(), disputes


def test_a_case_and_its_dispute_go_their_way(browser: Any) -> None:
    """A clerk opens and delegates, the liaison receives and assigns, the mediator takes it up; each at a page."""
    clerk, liaison, mediator = browser("clerk"), browser("liaison"), browser("mediator")
    path = case_of(clerk)
    page = clerk.follow()
    assert page.status == 200
    assert "YB-7" in page.text
    assert "report → reported" in page.text
    assert mediator.open("/inbox/").text.endswith("Nothing waits for you.")
    for who, step, facts in (
        (clerk, "triage", WAY),
        (clerk, "delegate", {"unit": "farm"}),
        (liaison, "receive", {}),
        (liaison, "assign", {"mediator": "mediator"}),
        (mediator, "accept", {}),
    ):
        assert who.open("/inbox/").text.count("YB-7") == 1
        assert f'href="{path}{step}/"' in who.open(path).html
        assert who.open(f"{path}{step}/").send(**facts).status == 302, who.text
        assert who.location == path
    steps = re.findall(r"<strong>(.*?)</strong>", mediator.open(path).html)
    assert len(steps) == 6
    assert "mediator" in mediator.text
    events = office().history(named_id("person", "clerk"), CaseDispute.objects.get().record)
    assert [e.step for e in events] == ["report", "triage", "delegate", "receive", "assign", "accept"]
    assert office().verify().is_clean


def test_a_refusal_stands_in_the_form_with_article_and_remedy(browser: Any) -> None:
    """Every reason at once; what was filled in is still there, and nothing was kept."""
    clerk = browser("clerk")
    path = case_of(clerk)
    clerk.open(f"{path}triage/").send(**{**WAY, "same_matter_checked": ""})
    assert clerk.status == 422
    assert "That was not done" in clerk.text
    assert "→" in clerk.text.split("That was not done")[1]
    assert "Both want to talk." in clerk.html
    assert clerk.open(path).html.count("<strong>") == 1
    clerk.open(f"{path}delegate/").send(unit="farm")
    assert clerk.status == 422


def test_what_is_missing_or_wrong_stands_beside_its_field(browser: Any) -> None:
    """From Django where it knows, from GridJustice by path where only that knows; names that nothing bears are said."""
    clerk = browser("clerk")
    path = case_of(clerk)
    clerk.open(f"{path}triage/").send(route="mediation")
    assert (clerk.status, clerk.html.count('aria-invalid="true"')) == (422, 2)
    clerk.open(f"{path}triage/").send(**{**WAY, "reason": "x" * 100_000})
    assert clerk.status == 422
    assert re.findall(r'<input[^>]* name="([a-z_]+)"[^>]*aria-invalid="true"', clerk.html) == ["reason"]
    clerk.open(f"{path}triage/").send(**WAY)
    clerk.open(f"{path}delegate/").send(unit="no such farm")
    assert (clerk.status, "no such farm" in clerk.text) == (422, True)


def test_a_form_that_is_sent_twice_does_it_once(browser: Any) -> None:
    """Opening a case and taking a step: the second answer is the first one, with nothing stored."""
    clerk = browser("clerk")
    path = case_of(clerk)
    before = stored()
    assert (clerk.open("/cases/new/").send(number="2026-2", **NEW).status, clerk.location) == (
        302,
        path.replace("1", "2"),
    )
    assert (clerk.send_again().status, clerk.location) == (302, path.replace("1", "2"))
    assert stored() == tuple(each + 1 for each in before)
    assert (clerk.open(f"{path}triage/").send(**WAY).status, clerk.location) == (302, path)
    assert (clerk.send_again().status, clerk.location) == (302, path)
    assert clerk.open(f"{path}triage/").send(**WAY).status == 422, "a new form is a new wish"
    assert clerk.open(path).html.count("<strong>") == 2


def test_a_form_that_was_overtaken_says_so(browser: Any) -> None:
    """Somebody took a step after the page was shown."""
    clerk, other = browser("clerk"), browser("clerk")
    path = case_of(clerk)
    clerk.open(f"{path}triage/")
    other.open(f"{path}triage/").send(**WAY)
    assert clerk.send(**WAY).status == 422
    assert "Meanwhile something has happened here." in clerk.text


@pytest.mark.parametrize("user", ["stranger", "mediator", "unmapped"])
def test_what_a_user_may_not_know_of_is_not_there(browser: Any, user: str) -> None:
    """By GridJustice's rule: page and form are 404, as those of a case that does not exist; also for no actor."""
    path = case_of(browser("clerk"))
    if user == "unmapped":
        User.objects.create_user("unmapped", password="only-for-trying")
    other = browser(user)
    assert other.open("/cases/99/dispute/").status == 404
    missing = other.text
    for page in (path, f"{path}triage/", "/cases/1/"):
        assert (other.open(page).status, other.text) == (404, missing)
    assert "YB-7" not in other.open("/").text + other.open("/inbox/").text
    assert browser().open(path).status == 302


def test_the_time_line_is_told_in_the_users_language(browser: Any) -> None:
    """By the browser's wish, and by the button."""
    path = case_of(browser("clerk"))
    for language, said in (("ko", "처리한 사람: clerk"), ("zh-CN", "办理人：clerk"), ("en", "by clerk")):
        page = browser("clerk", language).open(path)
        assert said in page.text
        assert f'<html lang="{language[:2]}">' in page.html
    clerk = browser("clerk", "en").open(path)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', clerk.html)[0]
    clerk._client.post("/language/setlang/", {"language": "ko", "next": path, "csrfmiddlewaretoken": token})
    assert "처리경과" in clerk.open(path).text


@pytest.mark.parametrize("step", ["report", "delegate", "link", "resolve", "triage", "bring", "note"])
@pytest.mark.parametrize("language", ["zh", "ko", "en"])
def test_every_form_is_shown_with_a_label_for_each_input(browser: Any, step: str, language: str) -> None:
    """Whatever the step asks for; keyboards and screen readers find each input by its label or legend."""
    path = case_of(browser("clerk"))
    page = browser("clerk", language).open(f"{path}{step}/")
    assert page.status == 200
    main = page.html[page.html.index("<main") :]
    inputs = set(re.findall(r'<(?:input|select|textarea)(?! type="hidden")[^>]* id="([\w-]+)"', main))
    labels = set(re.findall(r'<label for="([\w-]+)"', main))
    assert inputs <= labels
    assert "onclick" not in page.html
    assert "<script" not in page.html


def test_a_case_that_fails_takes_its_dispute_with_it(browser: Any) -> None:
    """The number is taken: the host's own save fails after the step went well."""
    clerk = browser("clerk")
    case_of(clerk)
    before = stored()
    clerk.open("/cases/new/").send(number="YB-7", **NEW)
    assert (clerk.status, "There is a case of this number already." in clerk.text) == (422, True)
    assert stored() == before
    clerk.send(number="2026-2", **NEW, key=clerk.sent["key"])
    assert clerk.status == 302, "the key was not used up by what was undone"


def test_a_dispute_that_is_refused_leaves_no_case(browser: Any) -> None:
    """Nobody may report there, or the grid is nowhere."""
    stranger, clerk = browser("stranger"), browser("clerk")
    before = stored()
    assert stranger.open("/cases/new/").send(number="2026-3", **NEW).status == 422
    assert clerk.open("/cases/new/").send(number="2026-3", **{**NEW, "grid": "nowhere"}).status == 422
    assert "nowhere" in clerk.text
    assert stored() == before == (0, 0, 0)


def test_a_refused_step_leaves_the_hosts_transaction_usable(browser: Any) -> None:
    """The host writes on, and commits what it wrote."""
    path = case_of(browser("clerk"))
    link, clerk = CaseDispute.objects.get(), User.objects.get(username="clerk")
    with transaction.atomic():
        Case.objects.update(gist="looked at")
        with pytest.raises(StepRefusedError):
            services.take(clerk, link.record, "delegate", {"unit": named_id("unit", "farm")}, key="k", version=None)
        with pytest.raises(NotFoundError):
            services.take(User(pk=99), link.record, "triage", {}, key="k", version=None)
        Case.objects.update(status="registered")
    assert Case.objects.values_list("gist", "status").get() == ("looked at", "registered")
    assert path


def test_an_inner_block_that_is_undone_takes_its_step_with_it(browser: Any) -> None:
    """Django's savepoints and ours lie in one another."""
    case_of(browser("clerk"))
    link, clerk = CaseDispute.objects.get(), User.objects.get(username="clerk")
    way = {**WAY, "same_matter_checked": True}

    def fails() -> None:
        with transaction.atomic():
            services.take(clerk, link.record, "triage", way, key="k", version=1)
            raise DatabaseError

    with transaction.atomic():
        Case.objects.update(gist="kept")
        with pytest.raises(DatabaseError):
            fails()
        assert not services.take(clerk, link.record, "triage", way, key="k", version=1).repeated
    assert Case.objects.get().gist == "kept"
    assert office().show(named_id("person", "clerk"), link.record).version == 2


def test_a_step_outside_of_a_transaction_is_refused_with_what_to_do(browser: Any) -> None:
    """It would otherwise be kept beside what the host does, and not with it."""
    with pytest.raises(AdapterRejectedError, match=r"transaction\.atomic"):
        office().begin(named_id("person", "clerk"), "dispute", "report", {}, key="k")


def test_a_database_that_others_write_to_answers_later(browser: Any, database: Path) -> None:
    """Busy is 503 and nothing is kept; the same form goes through afterwards."""
    clerk = browser("clerk")
    path = case_of(clerk)
    clerk.open(f"{path}triage/")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=20")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert clerk.send(**WAY).status == 503
    other.execute("ROLLBACK")
    other.close()
    assert clerk.send_again().status == 302


def test_a_process_that_is_killed_before_djangos_commit_leaves_neither(browser: Any, database: Path) -> None:
    """Killed for real, behind the step and the host's rows and before COMMIT."""
    connection.close()
    code = f"""
import os, signal, django
django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from courtcases.cases.models import Case
from courtcases.disputes import services
with transaction.atomic():
    clerk = User.objects.get(username="clerk")
    case = Case(number="2026-9", applicant="a", respondent="b", gist="g")
    services.open_case(clerk, case, "farm-1", {uuid.uuid4().hex!r})
    assert Case.objects.count() == 1
    os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = {**os.environ, "COURTCASES_DB": str(database)}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert stored() == (0, 0, 0)


def test_clerks_who_work_at_once_lose_nothing(browser: Any) -> None:
    """Threads with connections of their own, as a server has them: every case with its dispute, none twice."""
    errors: list[BaseException] = []

    def opens(number: int) -> None:
        try:
            clerk = User.objects.get(username="clerk")
            for each in range(5):
                case = Case(number=f"{number}-{each}", applicant="甲某", respondent="乙某", gist="a ditch")
                services.open_case(clerk, case, "farm-1", f"{number}-{each}")
        except BaseException as problem:  # noqa: BLE001  # an error in a thread would go unnoticed
            errors.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=opens, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert stored() == (20, 20, 20)
    assert office().verify().is_clean


def test_the_commands_are_safe_to_repeat(browser: Any, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Migrating, seeding, sweeping, telling; an office with connections of its own sees what Django committed."""
    case_of(browser("clerk"))
    before = stored()
    for _ in range(2):
        call_command("migrate", verbosity=0)
        call_command("seed", verbosity=0)
        call_command("gridjustice_run")
    first, second = (line for line in capsys.readouterr().out.splitlines() if "taken" in line)
    assert first.startswith("0 taken, ")
    assert first != second == "0 taken, 0 passed on, 0 failed"
    assert stored() == before
    beside = office_beside()
    assert beside.verify().is_clean
    beside.storage.close()


def test_people_are_told_where_the_settings_name_the_office_s_file(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its channels, once; a file that cannot be used is an error, and no silence."""
    file = tmp_path / "office.toml"
    monkeypatch.setattr(settings, "GRIDJUSTICE_CONFIG", str(file))
    file.write_text('[channels.screen]\nadapter = "console"\n', "utf-8")
    call_command("gridjustice_run")  # people are told of what happens from here on
    clerk = browser("clerk")
    path = case_of(clerk)
    for step, facts in (("triage", WAY), ("delegate", {"unit": "farm"})):
        assert clerk.open(f"{path}{step}/").send(**facts).status == 302, clerk.text
    for _ in range(2):
        call_command("gridjustice_run")
    printed = capsys.readouterr().out
    assert printed.count("→ liaison") == 1
    assert printed.splitlines()[-1] == "0 taken, 0 passed on, 0 failed"
    file.write_text('[channels.screen]\nadapter = "carrier pigeon"\n', "utf-8")
    with pytest.raises(InvalidError, match="no plugin offers"):
        call_command("gridjustice_run")


def test_django_knows_of_no_change_that_has_no_migration(browser: Any) -> None:
    """And its own checks find nothing."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("check", fail_level="WARNING")
