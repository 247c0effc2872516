# shellcheck shell=sh disable=SC2034
# Finding a JDK of 21 or later. Sourced by the scripts beside it; sets jdk_home, jdk_version and jdk_feature.
# Only files are read here: starting each java to ask its version would cost more than our own start.

jdk_least=21

# jdk_read DIR: is DIR such a JDK? Its file "release" says JAVA_VERSION="25.0.1".
jdk_read() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_read_version=
    while IFS='=' read -r jdk_key jdk_value; do
        case $jdk_key in
        JAVA_VERSION)
            jdk_read_version=${jdk_value#\"}
            jdk_read_version=${jdk_read_version%\"*}
            ;;
        esac
    done <"$1/release"
    jdk_read_feature=${jdk_read_version%%[!0-9]*}
    [ "${jdk_read_feature:-0}" -ge "$jdk_least" ]
}

jdk_take() {
    jdk_home=$1 jdk_version=$jdk_read_version jdk_feature=$jdk_read_feature
}

# jdk_find: JAVA_HOME wins, then the java on the PATH, then the newest in the usual places.
jdk_find() {
    jdk_home='' jdk_version='' jdk_feature=0
    if [ -n "${JAVA_HOME:-}" ] && jdk_read "$JAVA_HOME"; then
        jdk_take "$JAVA_HOME"
        return 0
    fi
    if jdk_on_path=$(command -v java); then
        jdk_on_path=$(readlink -f "$jdk_on_path" 2>/dev/null) || jdk_on_path=
        if [ -n "$jdk_on_path" ] && jdk_read "${jdk_on_path%/bin/java}"; then
            jdk_take "${jdk_on_path%/bin/java}"
            return 0
        fi
    fi
    for jdk_dir in /usr/lib/jvm/* "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/* /opt/*jdk* \
        /usr/local/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if jdk_read "$jdk_dir" && [ "$jdk_read_feature" -gt "$jdk_feature" ]; then
            jdk_take "$jdk_dir"
        fi
    done
    [ -n "$jdk_home" ]
}

# apt_install PACKAGE...: quietly, and only where we may; false when that is not possible.
apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    apt_log=$(mktemp)
    for apt_try in now after-update; do
        if [ "$apt_try" = after-update ]; then
            apt-get -qq update >"$apt_log" 2>&1 || :
        fi
        if DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" \
            >"$apt_log" 2>&1 </dev/null; then
            rm -f "$apt_log"
            return 0
        fi
    done
    rm -f "$apt_log"
    return 1
}

# jdk_need: find one, install one, or end with one sentence.
jdk_need() {
    jdk_find && return 0
    for jdk_package in openjdk-25-jdk-headless temurin-25-jdk openjdk-21-jdk-headless temurin-21-jdk; do
        apt_install "$jdk_package" && jdk_find && return 0
    done
    echo "packetwalk: needs a JDK of $jdk_least or later; install one (for example openjdk-21-jdk-headless or" \
        "temurin-25-jdk) or set JAVA_HOME to it." >&2
    return 1
}

# maven_need: the same for Maven.
maven_need() {
    command -v mvn >/dev/null && return 0
    apt_install maven && return 0
    echo "packetwalk: needs Apache Maven 3.8.7 or later to build itself; install the package maven." >&2
    return 1
}
