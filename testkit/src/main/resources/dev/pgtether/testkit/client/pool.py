"""Connections of one Python process, by psycopg 3 or 2. Argument: how many. Ends with its standard input."""

import os
import sys

try:
    import psycopg as driver
except ImportError:
    import psycopg2 as driver

connections = [driver.connect("") for _ in range(int(sys.argv[1]))]
for connection in connections:
    connection.cursor().execute("select 1")
    connection.commit()
print("ready", flush=True)
for line in sys.stdin:
    # one statement a line, run on the first connection
    connections[0].cursor().execute(line)
    print("done", flush=True)
