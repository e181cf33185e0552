"""The errors a user can repair: each message is a sentence that says how."""


class UserError(Exception):
    """Something a user can repair."""


class ConfigurationError(UserError, ValueError):
    """A setting has a value the pipeline cannot use; the message says which and why."""


class DownloadError(UserError):
    """The data could not be downloaded, or is not what was published."""


class BuildError(UserError):
    """The build stopped; the message is the first reason."""


class SourceError(UserError):
    """A file cannot be read; the message says which one and why."""


class ModelFileError(UserError):
    """A file is no model; the message says which one and why."""
