"""Gets the packages of packages.txt with `npm pack`, checks their SHA-256 and unpacks them into FOLDER/NAME-VERSION.

    fetch.py FOLDER
"""
import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for line in (Path(__file__).parent / "packages.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, version, expected = line.split()[:3]
        stem = f"{name.lstrip('@').replace('/', '-')}-{version}"
        archive = folder / f"{stem}.tgz"
        if not archive.exists():
            subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{archive}: SHA-256 is {found}, expected {expected}")
        if not (folder / stem).is_dir():
            with tarfile.open(archive) as tar:
                for member in tar.getmembers():  # every npm tarball has one top folder
                    member.name = "/".join(member.name.split("/")[1:])
                    if member.isfile() and ".." not in member.name.split("/"):
                        tar.extract(member, folder / stem)
        print(stem)


if __name__ == "__main__":
    main()
