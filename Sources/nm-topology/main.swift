print("nm-topology")
