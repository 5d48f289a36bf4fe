"""What stops the program. It must not know who prints it, nor any stage that raises it.

    GongkaiError            exit 1  a message in Chinese that the user can act on
      UsageError            exit 2  wrong arguments or a place that cannot be used
      ConfigError           exit 3  config.yaml cannot be used
      ThemeError            exit 1  a template or theme file is missing or broken
      SearchError           exit 1  the search index could not be made
      BusyError             exit 1  another build holds the same output folder
      DamagedError          exit 1  what the last build remembered was damaged, and thrown away

Faults in *content* are not exceptions: they are findings, collected and shown together.
"""

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已有同名文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是一个文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "磁盘只读",
    errno.ELOOP: "是符号链接",
    errno.ENAMETOOLONG: "名称太长",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.EADDRINUSE: "端口已被占用",
}


def reason(error: OSError) -> str:
    """Return in Chinese why the system refused, in the system's own words where none are known."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class GongkaiError(Exception):
    """A fault with a message for the user; anything else that escapes is a bug of ours."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GongkaiError):
    """The command was called in a way that cannot work."""

    exit_code = 2


class ConfigError(GongkaiError):
    """config.yaml is missing, unreadable or holds values that mean nothing."""

    exit_code = 3


class ThemeError(GongkaiError):
    """A theme lacks a template or a template cannot be rendered."""


class SearchError(GongkaiError):
    """The search index could not be built."""


class BusyError(GongkaiError):
    """Another process is building into the same output folder."""


class DamagedError(GongkaiError):
    """The memory of earlier builds was damaged; it is thrown away, and building again helps."""
