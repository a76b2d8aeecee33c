// GLib
