import Testing

@testable import System

@Suite struct JournalTests {
    @Test func `an entry has a field on each line, also one whose value has lines of its own`() {
        #expect(
            Journal.text(of: [("MESSAGE", "a\nb\r\nc"), ("TRIAL", "005607")])
                == "SYSLOG_IDENTIFIER=nm-topology\nMESSAGE=a b c\nTRIAL=005607\n")
    }

    @Test func `where no journal runs, nothing happens`() {
        #expect(!Journal.isThere)
        Journal.write("nobody reads this", .error, [("CODE", "x")])
    }
}

@Suite struct HostNetworkTests {
    @Test func `the interfaces are those that the kernel names, the loopback among them`() {
        #expect(HostNetwork.interfaces.contains("lo"))
    }
}
