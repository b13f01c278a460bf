"""Runs an ncclient session: commits a valid edit and reads it back; then sends a wrong one."""

import sys

from ncclient import manager
from ncclient.operations import RPCError


def config(file):
    with open(file) as content:
        return f"<config>{content.read()}</config>"


user, password, good, wrong = sys.argv[1:]
with manager.connect(
    host="127.0.0.1",
    port=830,
    username=user,
    password=password,
    hostkey_verify=False,
    allow_agent=False,
    look_for_keys=False,
) as server:
    with server.locked("candidate"):
        server.edit_config(target="candidate", config=config(good))
        server.validate(source="candidate")
        server.commit()
    print(server.get_config("running").data_xml)
    try:
        server.edit_config(target="candidate", config=config(wrong))
    except RPCError as error:
        print(error.tag, error.path, error.message)
