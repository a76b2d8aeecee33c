// KeyfileExport
