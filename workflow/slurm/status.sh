#!/bin/sh
# Tells Snakemake how a Slurm job stands: running, success or failed. $1: the job's number.
said=$(scontrol --oneliner show job "$1" 2>&1)
state=$(printf '%s\n' "$said" | sed -n 's/.* JobState=\([A-Z_]*\).*/\1/p')
if [ -z "$state" ]; then
  # Jobs that ended a while ago are known to the accounting only, where there is one.
  state=$(sacct --allocations --noheader --parsable2 --format=State --jobs="$1" 2>/dev/null | head -n 1 | cut -d ' ' -f 1)
fi
case "$state" in
  COMPLETED) echo success ;;
  PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | RESIZING | REQUEUED | STAGE_OUT | STOPPED) echo running ;;
  "") case "$said" in *"Invalid job id"*) echo failed ;; *) echo running ;; esac ;;
  *) echo failed ;;
esac
