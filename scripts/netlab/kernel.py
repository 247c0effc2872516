"""Commands in namespaces, and the processes a lab started. What is written down here survives a crash, so that `down` can undo it."""
import os
import shutil
import signal
import subprocess
import tempfile
import time

TOOLS = {"ip": "iproute2", "bridge": "iproute2", "ss": "iproute2", "iptables-restore": "iptables", "nft": "nftables", "ipset": "ipset",
         "conntrack": "conntrack", "tcpdump": "tcpdump", "sysctl": "procps", "sha256sum": "coreutils"}


class LabError(Exception):
    pass


def missing_tools():
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    return {tool: package for tool, package in TOOLS.items() if not shutil.which(tool, path=path)}


def run(*argv, text=None, check=True, namespace=None, timeout=60):
    enter = ["ip", "netns", "exec", namespace] if namespace else []
    done = subprocess.run([*enter, *argv], input=text, capture_output=True, text=True, timeout=timeout, errors="replace")
    if check and done.returncode:
        raise LabError(f"{' '.join(argv)} -> {done.returncode}\n{done.stderr.strip()}")
    return done


def batch(lines, namespace=None):
    """Many `ip` commands in one process."""
    run("ip", *(["-n", namespace] if namespace else []), "-batch", "-", text="\n".join(lines) + "\n")


def settings(namespace, *assignments):
    run("sysctl", "-q", "-w", *assignments, namespace=namespace)


def started(pid):
    """Start time of a process in clock ticks: with the pid it names a process for good. None when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[19]
    except OSError:
        return None


class Processes:
    """Background processes of one lab, noted in its state folder before anything else happens."""

    def __init__(self, lab_id):
        self.folder = os.path.join(tempfile.gettempdir(), f"packetwalk-lab-{lab_id}")
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        self.note = os.path.join(self.folder, "processes")

    def start(self, role, namespace, *argv, log=None):
        out = open(log, "ab") if log else subprocess.DEVNULL
        child = subprocess.Popen(["ip", "netns", "exec", namespace, *argv], stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        with open(self.note, "a") as note:
            note.write(f"{child.pid} {started(child.pid)} {role}\n")
        return child

    def stop(self, role=None):
        """Ends those of a role, or all, by pid and start time."""
        if not os.path.exists(self.note):
            return
        with open(self.note) as note:
            known = [line.split() for line in note]
        chosen = [entry for entry in known if role in (None, entry[2])]
        for how in signal.SIGTERM, signal.SIGKILL:
            for pid, start, _ in chosen:
                if started(pid) == start:
                    os.kill(int(pid), how)
            limit = time.time() + 2
            while time.time() < limit and any(alive(pid, start) for pid, start, _ in chosen):
                time.sleep(0.02)
        with open(self.note, "w") as note:
            note.writelines(" ".join(entry) + "\n" for entry in known if entry not in chosen)


def alive(pid, start):
    if started(pid) != start:
        return False
    try:
        return os.waitpid(int(pid), os.WNOHANG)[0] == 0
    except ChildProcessError:
        return True  # not ours to reap: an earlier lab's, still ending
