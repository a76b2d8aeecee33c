// NMClient
