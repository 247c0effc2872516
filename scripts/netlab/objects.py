"""The API objects of exactly this cluster, in the form `kubectl get KIND -A -o json` prints them."""
import base64
import json
import os
import time
import uuid

CANARY = "canary-of-a-secret"  # no bundle may hold it
AGE = 7200  # seconds the cluster is old when the lab comes up


def uid(*words):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(words)))


class Objects:
    def __init__(self, cluster):
        self.cluster = cluster
        self.created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - AGE))
        self.version = 4000

    def meta(self, kind, name, namespace=None, **more):
        self.version += 1
        meta = {"name": name, "uid": uid(kind, namespace or "", name), "resourceVersion": str(self.version), "creationTimestamp": self.created}
        if namespace:
            meta["namespace"] = namespace
        return meta | more

    def owner(self, version, kind, namespace, name):
        return [{"apiVersion": version, "kind": kind, "name": name, "uid": uid(kind, namespace, name), "controller": True, "blockOwnerDeletion": True}]

    def condition(self, kind, status, reason=None):
        return {"type": kind, "status": status, "lastTransitionTime": self.created} | ({"reason": reason} if reason else {})

    def nodes(self):
        for node in self.cluster.nodes:
            labels = {"kubernetes.io/hostname": node.name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
            notes = {"flannel.alpha.coreos.com/backend-type": self.cluster.options.overlay, "flannel.alpha.coreos.com/public-ip": node.ip,
                     "flannel.alpha.coreos.com/kube-subnet-manager": "true",
                     "flannel.alpha.coreos.com/backend-data": json.dumps({"VNI": self.cluster.vni, "VtepMAC": node.vtep_mac}) if self.cluster.tunnels else "null"}
            yield {"apiVersion": "v1", "kind": "Node", "metadata": self.meta("Node", node.name, labels=labels, annotations=notes),
                   "spec": {"podCIDR": str(node.pod_cidr), "podCIDRs": [str(node.pod_cidr)]},
                   "status": {"addresses": [{"type": "InternalIP", "address": node.ip}, {"type": "Hostname", "address": node.name}],
                              "conditions": [self.condition("NetworkUnavailable", "False", "FlannelIsUp"), self.condition("Ready", "True", "KubeletReady")],
                              "nodeInfo": {"kubeletVersion": "v1.31.4", "kubeProxyVersion": "v1.31.4", "operatingSystem": "linux", "architecture": "amd64",
                                           "kernelVersion": os.uname().release, "containerRuntimeVersion": "containerd://1.7.24"}}}

    def namespaces(self):
        for name in self.cluster.namespaces:
            yield {"apiVersion": "v1", "kind": "Namespace", "metadata": self.meta("Namespace", name, labels={"kubernetes.io/metadata.name": name}),
                   "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}

    def pods(self):
        for pod in self.cluster.pods:
            ready = "True" if pod.ready else "False"
            container = {"name": pod.app, "image": f"registry.example/{pod.app}:1.4", "resources": {}}
            if pod.ports:
                container["ports"] = [{"name": p.name, "containerPort": p.number, "protocol": p.protocol} for p in pod.ports]
            spec = {"containers": [container], "nodeName": pod.node.name, "restartPolicy": "Always",
                    "dnsPolicy": "Default" if pod.app == "coredns" else "ClusterFirst", "serviceAccountName": "default"}
            if pod.host_network:
                spec["hostNetwork"] = True
            state = {"running": {"startedAt": self.created}} if pod.runs else {"waiting": {"reason": "CrashLoopBackOff"}}
            kind, owner = pod.owner
            yield {"apiVersion": "v1", "kind": "Pod",
                   "metadata": self.meta("Pod", pod.name, pod.namespace, labels=pod.labels, ownerReferences=self.owner("apps/v1", kind, pod.namespace, owner)),
                   "spec": spec,
                   "status": {"phase": "Running", "podIP": pod.ip, "podIPs": [{"ip": pod.ip}], "hostIP": pod.node.ip, "startTime": self.created, "qosClass": "BestEffort",
                              "conditions": [self.condition("Initialized", "True"), self.condition("Ready", ready), self.condition("ContainersReady", ready),
                                             self.condition("PodScheduled", "True")],
                              "containerStatuses": [{"name": pod.app, "image": container["image"], "ready": pod.ready, "started": pod.runs,
                                                     "restartCount": 0 if pod.runs else 9, "state": state}]}}

    def workloads(self):
        """Deployments with their ReplicaSets, and DaemonSets."""
        found = {"Deployment": [], "ReplicaSet": [], "DaemonSet": []}
        for key in sorted({(pod.namespace, pod.app, pod.owner) for pod in self.cluster.pods}):
            namespace, app, (kind, owner) = key
            mine = [pod for pod in self.cluster.pods if (pod.namespace, pod.app) == (namespace, app)]
            labels = {k: v for k, v in mine[0].labels.items() if k != "pod-template-hash"}
            template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": app, "image": f"registry.example/{app}:1.4"}]}}
            spec, ready = {"selector": {"matchLabels": labels}, "template": template}, sum(pod.ready for pod in mine)
            body = lambda kind, name, **more: {"apiVersion": "apps/v1", "kind": kind, "metadata": self.meta(kind, name, namespace, labels=labels, generation=1, **more)}
            if kind == "DaemonSet":
                found[kind].append(body(kind, app) | {"spec": spec, "status": {"desiredNumberScheduled": len(mine), "currentNumberScheduled": len(mine), "numberReady": ready}})
            else:
                status = {"replicas": len(mine), "readyReplicas": ready}
                found["Deployment"].append(body("Deployment", app) | {"spec": spec | {"replicas": len(mine)}, "status": status})
                found["ReplicaSet"].append(body("ReplicaSet", owner, ownerReferences=self.owner("apps/v1", "Deployment", namespace, app))
                                           | {"spec": spec | {"replicas": len(mine)}, "status": status})
        return found

    def services(self):
        for service in self.cluster.services:
            ports = []
            for port in service.ports:
                ports.append({"name": port.name, "port": port.port, "protocol": port.protocol, "targetPort": port.target}
                             | ({"nodePort": port.node_port} if port.node_port else {}))
            spec = {"type": service.kind, "clusterIP": service.vip, "clusterIPs": [service.vip], "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
                    "internalTrafficPolicy": "Cluster", "sessionAffinity": "None", "ports": ports}
            if service.kind == "NodePort":
                spec["externalTrafficPolicy"] = "Cluster"
            if service.external:
                spec["externalIPs"] = service.external
            if service.selector is not None:
                spec["selector"] = service.selector
            yield {"apiVersion": "v1", "kind": "Service", "metadata": self.meta("Service", service.name, service.namespace), "spec": spec, "status": {"loadBalancer": {}}}

    def reference(self, pod):
        return {"kind": "Pod", "namespace": pod.namespace, "name": pod.name, "uid": uid("Pod", pod.namespace, pod.name)}

    def targets(self, service):
        """For a service: (ports as the API lists them, [(address, pod, ready)]). All pods of a service listen on the same numbers here."""
        ports, addresses = {}, {}
        for port in service.ports:
            for ready in True, False:
                for endpoint in self.cluster.endpoints(service, port, ready):
                    ports[port.name] = {"name": port.name, "port": endpoint.port, "protocol": port.protocol}
                    addresses[endpoint.ip] = (endpoint.ip, endpoint.pod, ready)
        return list(ports.values()), list(addresses.values())

    def endpointslices(self):
        for service in self.cluster.services:
            ports, addresses = self.targets(service)
            endpoints = []
            for ip, pod, ready in addresses:
                endpoint = {"addresses": [ip], "conditions": {"ready": ready, "serving": ready, "terminating": False}}
                endpoints.append(endpoint | ({"nodeName": pod.node.name, "targetRef": self.reference(pod)} if pod else {}))
            api = service.selector is None
            name = service.name if api else f"{service.name}-{uid('slice', service.key)[:5]}"
            more = {} if api else {"generateName": service.name + "-", "ownerReferences": self.owner("v1", "Service", service.namespace, service.name)}
            labels = {"kubernetes.io/service-name": service.name}
            if not api:
                labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io"
            yield {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": self.meta("EndpointSlice", name, service.namespace, labels=labels, **more),
                   "addressType": "IPv4", "endpoints": endpoints or None, "ports": ports or None}

    def endpoints(self):
        for service in self.cluster.services:
            ports, addresses = self.targets(service)
            subset = {"ports": ports}
            for ip, pod, ready in addresses:
                address = {"ip": ip} | ({"nodeName": pod.node.name, "targetRef": self.reference(pod)} if pod else {})
                subset.setdefault("addresses" if ready else "notReadyAddresses", []).append(address)
            yield {"apiVersion": "v1", "kind": "Endpoints", "metadata": self.meta("Endpoints", service.name, service.namespace)} | ({"subsets": [subset]} if addresses else {})

    def configmaps(self):
        cluster = self.cluster
        texts = {
            "coredns": {"Corefile": ".:53 {\n    errors\n    log\n    health\n    ready\n    kubernetes %s in-addr.arpa ip6.arpa {\n       pods insecure\n       ttl 30\n    }\n"
                                    "    prometheus :9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n}\n" % cluster.domain},
            "kube-proxy": {"config.conf": f'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: {cluster.options.proxy}\nclusterCIDR: "{cluster.pod_cidr}"\n'},
            "kube-flannel-cfg": {"net-conf.json": json.dumps({"Network": str(cluster.pod_cidr), "Backend": {"Type": "vxlan", "Port": cluster.vxlan_port} if cluster.tunnels else {"Type": "host-gw"}}, indent=2) + "\n"}}
        for name, data in texts.items():
            yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": self.meta("ConfigMap", name, "kube-system"), "data": data}

    def events(self):
        for pod in self.cluster.pods:
            if not pod.ready:
                note = ("BackOff", "Back-off restarting failed container") if not pod.runs else ("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")
                now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                yield {"apiVersion": "v1", "kind": "Event", "metadata": self.meta("Event", f"{pod.name}.{uid('event', pod.key)[:16]}", pod.namespace),
                       "involvedObject": {"apiVersion": "v1"} | self.reference(pod), "type": "Warning", "reason": note[0], "message": note[1], "count": 12,
                       "firstTimestamp": self.created, "lastTimestamp": now, "source": {"component": "kubelet", "host": pod.node.name}}

    def secrets(self):
        """What no bundle may hold: a password, and the key of a certificate."""
        def secret(name, kind, **data):
            encoded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}
            return {"apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": self.meta("Secret", name, self.cluster.server.namespace), "data": encoded}
        return [secret("database", "Opaque", password=CANARY),
                secret("edge", "kubernetes.io/tls", **{"tls.crt": "-----BEGIN CERTIFICATE-----\npublic\n-----END CERTIFICATE-----\n", "tls.key": CANARY})]

    def write(self, folder, secrets=False):
        """One file for each kind; returns their names."""
        os.makedirs(folder, exist_ok=True)
        workloads = self.workloads()
        kinds = {kind: list(getattr(self, kind)()) for kind in
                 ("nodes", "namespaces", "pods", "services", "endpoints", "endpointslices", "configmaps", "events")}
        if secrets:
            kinds["secrets"] = self.secrets()
        kinds |= {"networkpolicies": [], "ingresses": [], "deployments": workloads["Deployment"], "replicasets": workloads["ReplicaSet"], "daemonsets": workloads["DaemonSet"]}
        for kind, items in kinds.items():
            with open(os.path.join(folder, kind + ".json"), "w") as file:
                json.dump({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}, file, indent=4, sort_keys=True)
                file.write("\n")
        return [kind + ".json" for kind in sorted(kinds)]
