"""The engine from a wheel the user chose: into the QGIS profile, without pip and without network. One folder for each ABI of Python."""

import hashlib
import os
import re
import shutil
import sys
import sysconfig
import zipfile

from qgis.core import QgsApplication

from .messages import tr

NAME = re.compile(r"libspatial-(?P<version>\d+\.\d+\.\d+[^-]*)-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl")
MOST = 200 << 20  # bytes unpacked


class InstallError(Exception):
    """The file was not installed, and why."""


def abi():
    return f"cp{sys.version_info[0]}{sys.version_info[1]}"


def home():
    return os.path.join(QgsApplication.qgisSettingsDirPath(), "python", "libspatial_engine", abi())


def add_to_path():
    """What was installed stands before what the system has."""
    if os.path.isdir(home()) and home() not in sys.path:
        sys.path.insert(0, home())


def install(wheel):
    """Unpacks it, whole or not at all; returns its SHA-256, for the user to compare. Raises InstallError."""
    _fits(os.path.basename(wheel))
    beside, old = home() + ".part", home() + ".old"
    try:
        with open(wheel, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        with zipfile.ZipFile(wheel) as archive:
            _safe(archive)
            shutil.rmtree(beside, ignore_errors=True)
            archive.extractall(beside)
        shutil.rmtree(old, ignore_errors=True)
        if os.path.isdir(home()):
            os.replace(home(), old)  # as a whole, or not: a file in use keeps its folder where that matters
        os.replace(beside, home())
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, zipfile.BadZipFile) as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise InstallError(tr(f"{wheel} 不能安装：{error}", f"{wheel} cannot be installed: {error}")) from error
    add_to_path()
    return digest


def _fits(name):
    parts = NAME.fullmatch(name)
    if parts is None:
        raise InstallError(tr(f"{name} 不是 libspatial 的 .whl 文件", f"{name} is no wheel of libspatial"))
    if parts["abi"] != abi():
        raise InstallError(tr(f"LS-E02 引擎文件为 {parts['abi']}，当前 QGIS 的 Python 为 {abi()}，无法加载。请选择文件名含 {abi()} 的 libspatial-…whl",
                              f"LS-E02 the engine is for {parts['abi']}, the Python of QGIS is {abi()}: choose the libspatial-…whl with {abi()} in its name"))
    system, *_, processor = sysconfig.get_platform().split("-")  # linux-x86_64, win-amd64, macosx-14.0-arm64
    if system not in parts["platform"] or not parts["platform"].endswith(processor):
        raise InstallError(tr(f"引擎文件为 {parts['platform']}，本机为 {sysconfig.get_platform()}", f"the engine is for {parts['platform']}, this machine is {sysconfig.get_platform()}"))


def _safe(archive):
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MOST:
        raise InstallError(tr("文件过大", "the file is too large"))
    for entry in entries:
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename.replace("\\", "/").split("/") or ":" in entry.filename:
            raise InstallError(tr(f"文件中的路径 {entry.filename} 不安全", f"a path in it is not safe: {entry.filename}"))
    if not any(entry.filename.startswith("libspatial/_core.") for entry in entries):
        raise InstallError(tr("文件中没有编译模块", "there is no compiled module in it"))
