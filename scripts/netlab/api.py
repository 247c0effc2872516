"""A read-only Kubernetes API over plain HTTP: enough of it for kubectl to discover kinds, list them, select by label and read logs."""
import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

# group/version, plural, kind, namespaced: what this server serves. Any other kind is one it does not have.
KINDS = [
    ("v1", "nodes", "Node", False), ("v1", "namespaces", "Namespace", False), ("v1", "pods", "Pod", True), ("v1", "services", "Service", True),
    ("v1", "endpoints", "Endpoints", True), ("v1", "configmaps", "ConfigMap", True), ("v1", "events", "Event", True), ("v1", "secrets", "Secret", True),
    ("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", True), ("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", True),
    ("networking.k8s.io/v1", "ingresses", "Ingress", True), ("apps/v1", "deployments", "Deployment", True), ("apps/v1", "replicasets", "ReplicaSet", True),
    ("apps/v1", "daemonsets", "DaemonSet", True)]


class Api:
    """Serves the files KIND.json of `objects`, and LOGS/NS_POD.log as logs, until closed."""

    def __init__(self, objects, logs):
        self.objects, self.logs, self.made = objects, logs, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (Answer,), {"api": self}))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def kubeconfig(self, path):
        address = f"http://127.0.0.1:{self.server.server_port}"
        with open(path, "w") as file:
            json.dump({"apiVersion": "v1", "kind": "Config", "current-context": "lab", "clusters": [{"name": "lab", "cluster": {"server": address}}],
                       "users": [{"name": "lab", "user": {}}], "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "lab"}}]}, file)
        return path

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def items(self, plural):
        if plural == "pods" and self.made:
            return self.stored(plural) + self.made
        return self.stored(plural)

    def stored(self, plural):
        try:
            with open(os.path.join(self.objects, plural + ".json")) as file:
                return json.load(file)["items"]
        except FileNotFoundError:
            return []


def selected(item, query):
    labels = item["metadata"].get("labels") or {}
    for term in re.split(r",(?![^(]*\))", query.get("labelSelector", [""])[0]):
        any_of = re.fullmatch(r"(\S+) in \((.*)\)", term)
        key, values = any_of.groups() if any_of else term.replace("==", "=").partition("=")[::2]
        if term and labels.get(key) not in (values.split(",") if any_of else [values]):
            return False
    wanted = query.get("fieldSelector", [""])[0].partition("=")
    return wanted[0] != "type" or item.get("type") == wanted[2]


class Answer(BaseHTTPRequestHandler):
    api = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        pass

    def say(self, content, status=200, form="application/json"):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", form)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def missing(self, what):
        self.say({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "message": what + " not found", "metadata": {}}, 404)

    def do_GET(self):
        url = urlparse(self.path)
        words, query = url.path.strip("/").split("/"), parse_qs(url.query)
        groups = sorted({gv for gv, *_ in KINDS if "/" in gv})
        if words == ["version"]:
            self.say({"major": "1", "minor": "31", "gitVersion": "v1.31.2", "gitCommit": "lab", "platform": "linux/amd64"})
        elif words == ["api"]:
            self.say({"kind": "APIVersions", "versions": ["v1"]})
        elif words == ["apis"]:
            versions = [{"name": gv.split("/")[0], "versions": [{"groupVersion": gv, "version": gv.split("/")[1]}], "preferredVersion": {"groupVersion": gv, "version": gv.split("/")[1]}} for gv in groups]
            self.say({"kind": "APIGroupList", "apiVersion": "v1", "groups": versions})
        elif words == ["api", "v1"] or (len(words) == 3 and words[0] == "apis"):
            version = "/".join(words[1:])
            served = [{"name": plural, "singularName": kind.lower(), "namespaced": spaced, "kind": kind, "verbs": ["get", "list"] + (["create", "delete"] if plural == "pods" else [])} for gv, plural, kind, spaced in KINDS if gv == version]
            self.say({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": served})
        else:
            self.objects(words, query)

    def do_POST(self):
        """A pod is taken as it is asked for; nobody runs it."""
        pod = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        pod["metadata"].setdefault("namespace", urlparse(self.path).path.split("/")[4])
        pod["metadata"].setdefault("name", pod["metadata"].get("generateName", "") + "x7k2p")
        pod["status"] = {"phase": "Pending"}
        self.api.made.append(pod)
        self.say(pod, 201)

    def do_DELETE(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = urlparse(self.path).path.split("/")[-1]
        gone = [pod for pod in self.api.made if pod["metadata"]["name"] == name]
        self.api.made = [pod for pod in self.api.made if pod not in gone]
        if gone:
            self.say(gone[0])
        else:
            self.missing(f'pods "{name}"')

    def objects(self, words, query):
        version, rest = (words[1], words[2:]) if words[0] == "api" else ("/".join(words[1:3]), words[3:])
        space = None
        if len(rest) >= 3 and rest[0] == "namespaces":
            space, rest = rest[1], rest[2:]
        kind = next((kind for gv, plural, kind, _spaced in KINDS if gv == version and rest and plural == rest[0]), None)
        if not kind:
            return self.missing("the kind " + "/".join(words))
        if len(rest) == 3 and rest[2] == "log":
            return self.log(space, rest[1], query)
        items = [item for item in self.api.items(rest[0]) if space in (None, item["metadata"].get("namespace")) and selected(item, query)]
        if len(rest) == 2:
            found = [item for item in items if item["metadata"]["name"] == rest[1]]
            return self.say(found[0]) if found else self.missing(f'{rest[0]} "{rest[1]}"')
        return self.say({"kind": kind + "List", "apiVersion": version, "metadata": {"resourceVersion": "5000"}, "items": items})

    def log(self, space, pod, query):
        path = os.path.join(self.api.logs, f"{space}_{pod}.log")
        if "previous" in query:
            return self.say({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "BadRequest", "code": 400, "metadata": {},
                             "message": f'previous terminated container "main" in pod "{pod}" not found'}, 400)
        if not os.path.exists(path):
            return self.missing(f'the log of pod "{pod}"')
        with open(path, "rb") as file:
            return self.say(file.read(), form="text/plain")
