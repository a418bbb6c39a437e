"""What a host under test answers: the examples of its description, with what it holds put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.hosts.contract import Call, contract

if TYPE_CHECKING:
    from tests.codehosts import CodeHostCase

Answer = tuple[int, Any]
MISSING: Answer = (404, {"message": "Not Found"})
US = {"github": {"type": "Bot", "login": "github-actions[bot]"}, "gitea": {"id": -2, "login": "gitea-actions"},
      "gitlab": {"id": 40, "username": "project_1_bot"}}  # fmt: skip
AUTHOR = {"github": {"login": "anna"}, "gitea": {"id": 7, "login": "anna"}, "gitlab": {"id": 7, "username": "anna"}}


def answer_to(case: CodeHostCase, call: Call, template: str, places: Mapping[str, str]) -> Answer:
    """Return status and body with which the host answers *call*."""
    if template == "/user":
        return (403, {"message": "token does not have scope"}) if case.hides_account else (200, person(case, US))
    if "/teams" in template or "/members/" in template:
        return _of_teams(case, call, template, places)
    if "/comments" in template or "/notes" in template:
        return _of_comments(case, call, places)
    if "/statuses/" in template:
        case.statuses.append({"sha": places["sha"], **call.body})
        return 201, {**contract("github")["components"]["examples"]["status"]["value"], **call.body}
    number = places.get("pull_number") or places.get("index") or places.get("merge_request_iid")
    if number:
        found = [one for one in case.requests if one["number"] == int(number)]
        return (200, _shown(case, found[0])) if found else MISSING
    return _listed(case, call) if call.method == "GET" else _opened(case, call)


def person(case: CodeHostCase, whom: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return an account as the host shows it."""
    if case.kind == "github":
        example = contract("github")["components"]["examples"]["issue-comment"]["value"]["user"]
        return {**example, **whom["github"]}
    return {**_example(case.kind, "User"), **whom[case.kind]}


def _example(kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = contract(kind)["components"]["schemas"][name]["example"]
    return found


def _page(call: Call, found: Sequence[Any], size: int) -> Sequence[Any]:
    """Return the page that is asked for; a host need not give as many as it is asked for."""
    at = int(call.query.get("page", "1")) - 1
    return found[at * size : (at + 1) * size]


def _listed(case: CodeHostCase, call: Call) -> Answer:
    found = [one for one in case.open_requests() if _is_asked_for(case, one, call)]
    return 200, _page(call, [_shown(case, one, is_item=True) for one in found], 1)


def _is_asked_for(case: CodeHostCase, one: Mapping[str, Any], call: Call) -> bool:
    """Return whether the list holds *one*; only GitHub's leaves out forks, by the owner that it is asked for."""
    asked = call.query
    if case.kind == "gitea":  # the list cannot be asked for one branch
        return True
    if case.kind == "github" and ":" not in asked["head"]:  # only ``owner:branch`` narrows the list
        return True
    owner, _, branch = asked.get("head", "").rpartition(":")
    head = asked["source_branch"] if case.kind == "gitlab" else branch
    base = asked["target_branch"] if case.kind == "gitlab" else asked["base"]
    return (
        one["head"] == head and one["base"] == base and (case.kind == "gitlab" or one["fork"] == (owner != "delta"))
    )


def _opened(case: CodeHostCase, call: Call) -> Answer:
    body = call.body
    names = ("source_branch", "target_branch", "description") if case.kind == "gitlab" else ("head", "base", "body")
    head, base, text = (body[name] for name in names)
    if head not in case.branches():
        return 422, {"message": "Validation Failed: head"}
    if case.is_beaten_to:
        case.requests.append(request_of(len(case.requests) + 1, head, base, "of somebody else", ""))
    if any((one["head"], one["base"], one["fork"]) == (head, base, False) for one in case.open_requests()):
        return (422 if case.kind == "github" else 409), {"message": "There is one already."}
    case.requests.append(request_of(len(case.requests) + 1, head, base, body["title"], text))
    return 201, _shown(case, case.requests[-1])


def request_of(number: int, head: str, base: str, title: str, body: str, *, fork: bool = False) -> dict[str, Any]:
    """Return a request as the host keeps it."""
    return {"number": number, "head": head, "base": base, "title": title, "body": body, "state": "open", "fork": fork}


def _shown(case: CodeHostCase, one: Mapping[str, Any], *, is_item: bool = False) -> dict[str, Any]:
    """Return the request *one* as the host shows it."""
    number, sha = one["number"], case.branches().get(one["head"], "0" * 40)
    address = case.address_of(number)
    if case.kind == "gitlab":
        return {
            **_example("gitlab", "MergeRequest"), "id": 100 + number, "iid": number, "title": one["title"],
            "state": {"open": "opened"}.get(one["state"], one["state"]), "web_url": address, "sha": sha,
            "source_branch": one["head"], "target_branch": one["base"], "source_project_id": 2 if one["fork"] else 1,
            "author": person(case, AUTHOR),
        }  # fmt: skip
    if case.kind == "gitea":
        whole = _example("gitea", "PullRequest")
        whole = {**whole, "id": 100 + number, "user": person(case, AUTHOR)}
        ends = {end: {**whole[end], "ref": one[end], "label": one[end], "sha": sha} for end in ("head", "base")}
        ends["head"]["repo_id"] = 2 if one["fork"] else 1
    else:
        name = "pull-request-simple-items" if is_item else "pull-request"
        example = contract("github")["components"]["examples"][name]["value"]
        whole = {**(example[0] if is_item else example), "requested_teams": []}  # the example's own lack a type
        ends = {end: {**whole[end], "ref": one[end], "sha": sha} for end in ("head", "base")}
    return {**whole, "number": number, "title": one["title"], "state": one["state"], "html_url": address, **ends}


def comment_of(case: CodeHostCase, body: str, whom: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a comment as the host keeps and shows it."""
    number = len(case.comments) + 1
    if case.kind == "github":
        example = contract("github")["components"]["examples"]["issue-comment"]["value"]
    else:
        example = _example(case.kind, "Comment" if case.kind == "gitea" else "Note")
    writer = "author" if case.kind == "gitlab" else "user"
    return {**example, "id": number, "body": body, writer: person(case, whom)}


def _of_comments(case: CodeHostCase, call: Call, places: Mapping[str, str]) -> Answer:
    if call.method == "GET":
        return 200, case.comments if case.kind == "gitea" else _page(call, case.comments, 2)
    if call.method in ("PATCH", "PUT"):
        number = int(places.get("comment_id") or places.get("note_id") or places["id"])
        found = next(one for one in case.comments if one["id"] == number)
        found["body"] = call.body["body"]
        return 200, found
    case.comments.append(comment_of(case, call.body["body"], US))
    return 201, case.comments[-1]


def _of_teams(case: CodeHostCase, call: Call, template: str, places: Mapping[str, str]) -> Answer:
    names = list(case.teams)
    if template == "/orgs/{org}/teams":
        return 200, _page(call, [{"id": number, "name": name} for number, name in enumerate(names, start=1)], 50)
    if case.kind == "gitlab":
        group, _, team = places["id"].rpartition("/")
        is_in = group == "delta" and places["user_id"] in case.teams.get(team, ())
        return (200, {**_example("gitlab", "Member"), "state": case.member_state}) if is_in else MISSING
    team = names[int(places["id"]) - 1] if "id" in places else places["team_slug"]
    if places["username"] not in case.teams.get(team, ()):
        return MISSING
    if case.kind == "gitea":
        return 200, {**_example("gitea", "User"), "login": places["username"]}
    return 200, {"url": f"{case.address}/teams/1/memberships/x", "role": "member", "state": case.member_state}
