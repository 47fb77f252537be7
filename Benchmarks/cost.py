# SPDX-License-Identifier: Apache-2.0
"""What processes use of a machine while something is measured."""
import pathlib
import time


class Cost:
    """What a process has used: seconds of processor, and its memory at the most in MiB."""

    def __init__(self, pid: int):
        self.pid, self.began = pid, time.monotonic()
        self.used = self.seconds()

    def seconds(self) -> float:
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def spent(self) -> float:
        """Seconds of processor since it was made."""
        return self.seconds() - self.used

    def __str__(self) -> str:
        peak = next(line for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
        share = self.spent() / (time.monotonic() - self.began)
        return f"{share * 100:.1f} % of a processor, {int(peak.split()[1]) / 1024:.0f} MiB at the most"
