#!/usr/bin/env bash
# A Slurm cluster of one machine, to try scripts of `mesabench slurm` on: its controller, its one node and munge, in a folder of their own. Needs root and the packages slurm-wlm and munge.
#
#     bench/slurm/cluster.sh up <folder>        then: export SLURM_CONF=<folder>/slurm.conf
#     bench/slurm/cluster.sh down <folder>
set -euo pipefail
action=${1:?up or down} folder=$(realpath -m "${2:?a folder}")
conf="$folder/slurm.conf"

up() {
    mkdir -p "$folder"/{state,spool,munge}
    local cpus memory
    cpus=$(nproc) memory=$(awk '/MemTotal/ { print int($2 / 1024 * 0.8) }' /proc/meminfo)
    cat >"$conf" <<CONF
ClusterName=one
SlurmctldHost=$(hostname)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
JobRequeue=1
KillWait=5
ReturnToService=2
MpiDefault=none
NodeName=$(hostname) CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=$(hostname) Default=YES MaxTime=INFINITE OverTimeLimit=0 State=UP
CONF
    dd if=/dev/urandom of="$folder/munge/key" bs=128 count=1 status=none
    chmod 700 "$folder/munge"
    chmod 400 "$folder/munge/key"
    munged --force --socket "$folder/munge/socket" --key-file "$folder/munge/key" --pid-file "$folder/munge/pid" --log-file "$folder/munge/log" --seed-file "$folder/munge/seed"
    slurmctld -f "$conf"
    slurmd -f "$conf"
    for _ in $(seq 60); do
        [ "$(SLURM_CONF=$conf sinfo --noheader --format=%t 2>/dev/null)" = idle ] && break
        sleep 1
    done
    SLURM_CONF=$conf sinfo
    echo "export SLURM_CONF=$conf"
}

down() {
    SLURM_CONF=$conf scancel --user="$(id -un)" 2>/dev/null || true
    for pid in slurmd.pid slurmctld.pid munge/pid; do
        [ -s "$folder/$pid" ] && kill "$(cat "$folder/$pid")" 2>/dev/null || true
    done
    sleep 2
    rm -rf "$folder"
}

case $action in
    up) up ;;
    down) down ;;
    *) echo "found $action; allowed: up, down" >&2; exit 2 ;;
esac
