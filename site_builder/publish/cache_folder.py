"""Where what earlier builds knew is kept: outside of the repository, in a folder that only its owner may write.

What lies there ends up in pages, so nobody but who builds may put anything into it. ``python -m
site_builder.publish.cache_folder`` says where that of the current folder is, and removes it with ``--remove``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import stat
from pathlib import Path

CACHE_VARIABLE = "JIEBANG_CACHE"
"""Names the folder of the caches of all repositories; where it is not set, that of the user's system."""
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class CacheError(Exception):
    """The folder *path* cannot hold a cache: others may write it, or nobody can make it."""

    def __init__(self, path: Path) -> None:
        """Say which folder it is."""
        super().__init__(str(path))
        self.path = path


def cache_folder(root: Path) -> Path:
    """Return the folder for the cache of the repository at *root*, made where there is none.

    Raises:
        CacheError: somebody else may write it.
    """
    folder = cache_path(root)
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        above, own = folder.parent.stat(), folder.lstat()
    except OSError:
        raise CacheError(folder) from None
    if not stat.S_ISDIR(own.st_mode) or own.st_uid != os.geteuid() or own.st_mode & _OTHERS_MAY_WRITE:
        raise CacheError(folder)
    is_sticky = above.st_mode & stat.S_ISVTX  # others may add folders there, and move none of ours
    if above.st_uid not in (os.geteuid(), 0) or (above.st_mode & _OTHERS_MAY_WRITE and not is_sticky):
        raise CacheError(folder.parent)
    return folder


def cache_path(root: Path) -> Path:
    """Return where the cache of the repository at *root* is: called by a digest of where the repository is."""
    digest = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:32]
    return _folder_of_all() / digest


def _folder_of_all() -> Path:
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).resolve()
    from platformdirs import user_cache_path

    return user_cache_path("jiebang", appauthor=False)


def main() -> None:
    """Print the folder of the repository in the current folder; with ``--remove``, remove it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--remove", action="store_true")
    path = cache_path(Path())
    if parser.parse_args().remove:
        shutil.rmtree(path, ignore_errors=True)
    else:
        print(path)


if __name__ == "__main__":
    main()
