"""Builds and removes the namespaces of a cluster: underlay switch, outside host, nodes with bridge and VXLAN, pods."""
import os
import shutil
import signal

from . import proxy, proxy_nft
from .kernel import batch, run, settings

ETC = "/etc/netns"


class Wires:
    def __init__(self, cluster, lab_id):
        self.cluster, self.id = cluster, lab_id

    def of(self, thing):
        """Namespace of a Node, a Pod, or "outside" / "underlay"."""
        return f"{self.id}-{getattr(thing, 'name', thing)}"

    def up(self):
        cluster = self.cluster
        pods = cluster.net_pods()
        names = [self.of(x) for x in ["underlay", "outside", *cluster.nodes, *pods]]
        batch([f"netns add {name}" for name in names])
        for pod in pods:
            self.resolver(pod)
        switch = self.of("underlay")
        hosts = [("outside", cluster.outside_ip, "outside")] + [(node, node.ip, node.name) for node in cluster.nodes]
        batch([f"link add ens5 netns {self.of(host)} type veth peer name up-{name[:12]} netns {switch}" for host, _, name in hosts]
              + [f"link add eth0 mtu {cluster.mtu} address {pod.mac} netns {self.of(pod)} type veth peer name {pod.veth} mtu {cluster.mtu} netns {self.of(pod.node)}" for pod in pods])
        for name in names:  # neighbour discovery of IPv6 would only be noise
            settings(name, "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        batch(["link set lo up", "link add br0 type bridge", "link set br0 up", f"addr add {cluster.gateway}/{cluster.underlay.prefixlen} dev br0",
               "route add blackhole default"] + [f"link set up-{name[:12]} master br0 up" for _, _, name in hosts], switch)
        for host, ip, _ in hosts:
            batch(["link set lo up", "link set ens5 up", f"addr add {ip}/{cluster.underlay.prefixlen} dev ens5", f"route add default via {cluster.gateway}"], self.of(host))
        for node in cluster.nodes:
            self.node(node)
        for pod in pods:
            batch(["link set lo up", "link set eth0 up", f"addr add {pod.ip}/24 dev eth0", f"route add default via {pod.node.bridge_ip}",
                   f"route add {cluster.pod_cidr} via {pod.node.bridge_ip}"], self.of(pod))

    def node(self, node):
        cluster, namespace = self.cluster, self.of(node)
        settings(namespace, "net.ipv4.ip_forward=1", "net.bridge.bridge-nf-call-iptables=1", "net.netfilter.nf_conntrack_acct=1",
                 "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")
        lines = [f"link add cni0 mtu {cluster.mtu} type bridge", "link set cni0 up", f"addr add {node.bridge_ip}/24 dev cni0"]
        if cluster.tunnels:
            lines += [f"link add flannel.1 mtu {cluster.mtu} address {node.vtep_mac} type vxlan id {cluster.vni} local {node.ip} dev ens5 dstport {cluster.vxlan_port} nolearning",
                      "link set flannel.1 up", f"addr add {node.vtep_ip}/32 dev flannel.1"]
        for pod in cluster.net_pods():
            if pod.node is node:
                lines += [f"link set {pod.veth} master cni0 up", f"link set {pod.veth} type bridge_slave hairpin on"]
        forwarding = []
        for other in cluster.nodes:
            if other is node:
                continue
            if cluster.tunnels:
                lines += [f"neigh replace {other.vtep_ip} lladdr {other.vtep_mac} dev flannel.1 nud permanent",
                          f"route add {other.pod_cidr} via {other.vtep_ip} dev flannel.1 onlink"]
                forwarding.append(f"fdb append {other.vtep_mac} dev flannel.1 dst {other.ip} self permanent")
            else:
                lines.append(f"route add {other.pod_cidr} via {other.ip} dev ens5")
        batch(lines, namespace)
        run("bridge", "-n", namespace, "-batch", "-", text="\n".join(forwarding) + "\n")
        run("iptables-restore", text=proxy.render(cluster, node), namespace=namespace)
        if cluster.nft and node.name not in cluster.no_proxy:
            run("nft", "-f", "-", text=proxy_nft.render(cluster, node), namespace=namespace)

    def resolver(self, pod):
        """`ip netns exec` shows these files as the pod's /etc."""
        cluster, folder = self.cluster, os.path.join(ETC, self.of(pod))
        os.makedirs(folder, exist_ok=True)
        search = f"{pod.namespace}.svc.{cluster.domain} svc.{cluster.domain} {cluster.domain}"
        with open(os.path.join(folder, "resolv.conf"), "w") as file:
            file.write(f"search {search}\nnameserver {cluster.resolvers.get(pod.key, cluster.dns.vip)}\noptions ndots:5\n")
        with open(os.path.join(folder, "hosts"), "w") as file:
            file.write(f"# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n{pod.ip}\t{pod.name}\n")


def down(lab_id):
    """Removes every namespace with this id's prefix, and whatever still runs inside: nobody else makes namespaces of that name."""
    listed = run("ip", "netns", "list", check=False).stdout.split("\n")
    for name in (line.split()[0] for line in listed if line.startswith(lab_id + "-")):
        for pid in run("ip", "netns", "pids", name, check=False).stdout.split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        run("ip", "netns", "delete", name, check=False)
    for name in os.listdir(ETC) if os.path.isdir(ETC) else []:
        if name.startswith(lab_id + "-"):
            shutil.rmtree(os.path.join(ETC, name))
