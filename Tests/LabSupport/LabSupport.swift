// LabSupport
