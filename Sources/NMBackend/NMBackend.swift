// NMBackend
