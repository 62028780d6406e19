"""The Kubernetes example: its fields exist, what belongs together fits together, and its settings, paths and numbers are those of the code.

The fields are those that the example uses, by hand: the schemas of Kubernetes are a hundred megabytes. Who adds one adds it here.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from streams.flow.probe import Handler
from streams.settings import Settings, load
from streams.supervisor import Supervisor
from streams.topics import Topics
from tests.compose import services
from tests.view.sites import served

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/kubernetes"
FILES = {path.name: list(yaml.safe_load_all(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.yaml"))}
OBJECTS: dict[str, dict[str, Any]] = {f"{o['kind']}/{o['metadata']['name']}": o for some in FILES.values() for o in some if "metadata" in o}
PODS = {name: o["spec"]["template"] for name, o in OBJECTS.items() if "template" in o.get("spec", {})}
WORKER, VIEW = "Deployment/dateline-worker", "Deployment/dateline-view"
CONFIG: dict[str, str] = OBJECTS["ConfigMap/dateline"]["data"]

KINDS = {
    "ConfigMap": "v1",
    "Deployment": "apps/v1",
    "Job": "batch/v1",
    "PersistentVolumeClaim": "v1",
    "PodDisruptionBudget": "policy/v1",
    "ScaledObject": "keda.sh/v1alpha1",
    "Service": "v1",
}
POD = """restartPolicy terminationGracePeriodSeconds enableServiceLinks automountServiceAccountToken shareProcessNamespace securityContext
    topologySpreadConstraints containers volumes"""
FIELDS = {
    "metadata": "name labels annotations",
    "ConfigMap": "apiVersion kind metadata data",
    "Deployment.spec": "replicas selector strategy template",
    "Job.spec": "backoffLimit ttlSecondsAfterFinished template",
    "PodDisruptionBudget.spec": "maxUnavailable selector",
    "PersistentVolumeClaim.spec": "accessModes resources",
    "Service.spec": "type selector ports",
    "ScaledObject.spec": "scaleTargetRef minReplicaCount maxReplicaCount pollingInterval cooldownPeriod advanced triggers",
    "ports": "name containerPort port targetPort",
    "selector": "matchLabels app.kubernetes.io/name app.kubernetes.io/component",
    "strategy": "type rollingUpdate",
    "rollingUpdate": "maxSurge maxUnavailable",
    "template": "metadata spec",
    "template.spec": POD,
    "containers": "name image args envFrom env ports startupProbe livenessProbe readinessProbe resources securityContext volumeMounts",
    "env": "name value",
    "envFrom": "configMapRef secretRef",
    "startupProbe": "httpGet periodSeconds timeoutSeconds failureThreshold",
    "httpGet": "path port",
    "resources": "requests limits",
    "requests": "cpu memory storage",
    "pod.securityContext": "runAsNonRoot runAsUser runAsGroup fsGroup seccompProfile",
    "container.securityContext": "allowPrivilegeEscalation readOnlyRootFilesystem capabilities",
    "volumeMounts": "name mountPath",
    "volumes": "name emptyDir persistentVolumeClaim",
    "topologySpreadConstraints": "maxSkew topologyKey whenUnsatisfiable labelSelector",
    "triggers": "type metadata",
}


def known(where: str, found: Any) -> None:
    """Fails at a field that is not among those of its object."""
    allowed = set(FIELDS[where].split())
    for each in found if isinstance(found, list) else [found]:
        assert set(each) <= allowed, where


@pytest.mark.parametrize("name", OBJECTS)
def test_objects_are_of_known_kinds_and_fields(name: str) -> None:
    """A misspelt field is taken by the server with a warning that scrolls by, and does nothing."""
    item = OBJECTS[name]
    kind = item["kind"]
    assert item["apiVersion"] == KINDS[kind]
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,61}[a-z0-9]", item["metadata"]["name"])
    known("metadata", item["metadata"])
    known("ConfigMap", item) if kind == "ConfigMap" else known(f"{kind}.spec", item["spec"])
    for part in ("ports", "strategy", "triggers", "resources"):
        if part in item.get("spec", {}):
            known(part, item["spec"][part])


@pytest.mark.parametrize("name", PODS)
def test_pods_have_known_fields(name: str) -> None:
    template = PODS[name]
    known("template", template)
    known("template.spec", template["spec"])
    known("pod.securityContext", template["spec"]["securityContext"])
    known("volumes", template["spec"]["volumes"])
    known("topologySpreadConstraints", template["spec"].get("topologySpreadConstraints", []))
    for container in template["spec"]["containers"]:
        known("containers", container)
        known("container.securityContext", container["securityContext"])
        for part in ("env", "envFrom", "ports", "volumeMounts", "resources"):
            known(part, container.get(part, []))
        for probe in probes(container).values():
            known("startupProbe", probe)
            known("httpGet", probe["httpGet"])


def probes(container: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: container[name] for name in ("startupProbe", "livenessProbe", "readinessProbe") if name in container}


CONTAINERS: list[tuple[str, dict[str, Any]]] = [(name, some) for name, template in PODS.items() for some in template["spec"]["containers"]]


def test_selectors_find_the_pods_that_are_meant() -> None:
    """Each finds those of its own Deployment, and no others."""
    labels = {name: template["metadata"]["labels"] for name, template in PODS.items()}

    def found(selector: dict[str, str]) -> set[str]:
        return {name for name, some in labels.items() if selector.items() <= some.items()}

    for name in (WORKER, VIEW):
        assert found(OBJECTS[name]["spec"]["selector"]["matchLabels"]) == {name}
    assert found(OBJECTS["PodDisruptionBudget/dateline-worker"]["spec"]["selector"]["matchLabels"]) == {WORKER}
    assert found(OBJECTS["Service/dateline-view"]["spec"]["selector"]) == {VIEW}
    (spread,) = PODS[WORKER]["spec"]["topologySpreadConstraints"]
    assert found(spread["labelSelector"]["matchLabels"]) == {WORKER}


def test_ports_are_there_and_are_those_that_are_served() -> None:
    """By name: of probes and of the Service; and by number: of Prometheus and of the settings."""
    for name, setting in ((WORKER, "health_port"), (VIEW, "web_port")):
        (container,) = PODS[name]["spec"]["containers"]
        (port,) = container["ports"]
        assert {probe["httpGet"]["port"] for probe in probes(container).values()} == {port["name"]}
        assert port["containerPort"] == getattr(load(variables(container)), setting)
        assert PODS[name]["metadata"]["annotations"]["prometheus.io/port"] == str(port["containerPort"])
    (target,) = OBJECTS["Service/dateline-view"]["spec"]["ports"]
    assert target["targetPort"] == PODS[VIEW]["spec"]["containers"][0]["ports"][0]["name"]


async def test_probes_ask_for_paths_that_are_answered(tmp_path: Path) -> None:
    """Liveness never for readiness: a worker that waits for its broker is not to be restarted."""
    (worker,), (view,) = (PODS[name]["spec"]["containers"] for name in (WORKER, VIEW))
    assert {name: probe["httpGet"]["path"] for name, probe in probes(worker).items()} == {
        "startupProbe": "/healthz",
        "livenessProbe": "/healthz",
        "readinessProbe": "/readyz",
    }
    assert {probe["httpGet"]["path"] for probe in probes(worker).values()} <= set(Handler._paths)
    assert PODS[WORKER]["metadata"]["annotations"]["prometheus.io/path"] in Handler._paths
    async with served(tmp_path) as site:
        for path in {probe["httpGet"]["path"] for probe in probes(view).values()} | {
            PODS[VIEW]["metadata"]["annotations"]["prometheus.io/path"]
        }:
            assert (await site.get(path))[0] == 200


def variables(container: dict[str, Any]) -> dict[str, str]:
    return CONFIG | {given["name"]: given["value"] for given in container.get("env", [])}


@pytest.mark.parametrize(("name", "container"), CONTAINERS, ids=PODS)
def test_variables_are_settings_and_can_be_used(name: str, container: dict[str, Any]) -> None:
    """A misspelt one is refused at the start. All values are text, as the server wants them."""
    given = variables(container)
    assert all(isinstance(value, str) for value in given.values())
    load(given)
    assert container["envFrom"] == [{"configMapRef": {"name": "dateline"}}, {"secretRef": {"name": "dateline", "optional": True}}]


def test_no_secret_is_in_a_file() -> None:
    """They come from a Secret that is not among these files."""
    secrets = {
        f"DATELINE_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))
    }
    assert {"DATELINE_SASL_PASSWORD", "DATELINE_OAUTH_CLIENT_SECRET", "DATELINE_WEB_TOKEN"} <= secrets
    assert not secrets & {variable for _, container in CONTAINERS for variable in variables(container)}
    assert "Secret" not in {item["kind"] for item in OBJECTS.values()}


@pytest.mark.parametrize("name", PODS)
def test_services_make_no_settings(name: str) -> None:
    """Kubernetes would set `DATELINE_VIEW_PORT` in each pod for the Service `dateline-view`, and Dateline refuses unknown settings."""
    assert PODS[name]["spec"]["enableServiceLinks"] is False


@pytest.mark.parametrize(("name", "container"), CONTAINERS, ids=PODS)
def test_pods_cannot_gain_rights(name: str, container: dict[str, Any]) -> None:
    """Article text is hostile: what reads it has no root, no rights, no account, and writes to its volumes alone. As in docker-compose.yml."""
    pod = PODS[name]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["seccompProfile"]) == (True, {"type": "RuntimeDefault"})
    assert f"--uid {pod['securityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"].keys() == {"memory"}
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}


@pytest.mark.parametrize(("name", "container"), CONTAINERS, ids=PODS)
def test_volumes_are_there(name: str, container: dict[str, Any]) -> None:
    """Each that is mounted is there and the other way round; workers and view can write to the image's data directory, all to /tmp."""
    volumes = {volume["name"]: volume for volume in PODS[name]["spec"]["volumes"]}
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert set(mounts.values()) == set(volumes)
    assert set(mounts) == ({"/tmp"} if name.startswith("Job") else {"/tmp", "/data"})
    assert "DATELINE_DATA_DIR=/data" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    claims = {volume["persistentVolumeClaim"]["claimName"] for volume in volumes.values() if "persistentVolumeClaim" in volume}
    assert all(f"PersistentVolumeClaim/{claim}" in OBJECTS for claim in claims)


@pytest.mark.parametrize(("name", "container"), CONTAINERS, ids=PODS)
def test_commands_are_those_of_compose(name: str, container: dict[str, Any]) -> None:
    """One image, which the kustomization names with its version."""
    assert container["args"] in [service["command"] for service in services().values() if "command" in service]
    (image,) = FILES["kustomization.yaml"][0]["images"]
    assert container["image"] == image["name"]
    assert f"{image['name']}:{image['newTag']}" == services()["worker"]["image"]


def test_every_file_is_applied_or_said_not_to_be() -> None:
    applied = FILES["kustomization.yaml"][0]["resources"]
    assert set(FILES) - {"kustomization.yaml"} - set(applied) == {"autoscaling.yaml"}
    assert set(applied) <= set(FILES)
    assert "# - autoscaling.yaml" in (FOLDER / "kustomization.yaml").read_text(encoding="utf-8")


def test_a_stop_has_the_time_that_it_takes() -> None:
    """Longer than the supervisor waits before it kills its worker."""
    patience = inspect.signature(Supervisor.__init__).parameters["patience"].default
    assert PODS[WORKER]["spec"]["terminationGracePeriodSeconds"] >= patience + 10


def test_there_are_never_more_workers_than_partitions() -> None:
    """One more holds no partition, is never ready, and would hold up a rollout: none is started beside the others."""
    partitions = load(CONFIG).partitions
    scaler = OBJECTS["ScaledObject/dateline-worker"]["spec"]
    assert scaler["minReplicaCount"] <= scaler["maxReplicaCount"] == partitions
    assert OBJECTS[WORKER]["spec"]["replicas"] <= partitions
    assert OBJECTS[WORKER]["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    assert f"Deployment/{scaler['scaleTargetRef']['name']}" == WORKER


def test_the_scaler_looks_at_topics_and_group_of_the_workers() -> None:
    settings = load(CONFIG)
    topics = Topics(settings.prefix, settings.app)
    triggers = [trigger["metadata"] for trigger in OBJECTS["ScaledObject/dateline-worker"]["spec"]["triggers"]]
    assert [trigger["topic"] for trigger in triggers] == [topics.raw.name, topics.clean.name]
    assert {(trigger["consumerGroup"], trigger["bootstrapServers"]) for trigger in triggers} == {(settings.app, settings.bootstrap)}
    assert all(isinstance(value, str) for trigger in triggers for value in trigger.values())
