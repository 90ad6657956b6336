"""Serves the embedded stack's sandbox to the other containers.

stack/parts/moto-server.py listens on the loopback interface alone, as it should on a person's machine. In a container
that would shut its neighbours out, so here it is given every interface.
"""

import os
import runpy

import werkzeug.serving

make_server = werkzeug.serving.make_server


def on_every_interface(_host, *args, **options):
    return make_server("0.0.0.0", *args, **options)


werkzeug.serving.make_server = on_every_interface
runpy.run_path(os.environ.get("MOTO_SERVER", "/app/moto-server.py"), run_name="__main__")
