import Testing

@testable import Trial

@Suite struct JournalTextTests {
    private func told(_ phase: Phase) -> String? {
        SampleRecords.trial(phase).journalText.map { "\($0.1) \($0.0)" }
    }

    @Test func `the journal has a sentence for each phase in which something is decided, and why it was taken back`() {
        #expect(told(.prepared) == nil && told(.confirming) == nil)
        #expect(told(.confirmed) == "notice was confirmed: its network is permanent")
        #expect(told(.rollingBack(.deadline)) == "warning is rolled back: nobody confirmed in time")
        #expect(
            told(.rolledBack(.asked(by: "eve")))
                == "warning was rolled back, and the previous network is back: eve asked for it")
        #expect(
            told(.undetermined(.deadline, ["br0 is gone", "br1 is there"]))
                == "error was rolled back (nobody confirmed in time), and this is still otherwise: br0 is gone; br1 is there"
        )
    }
}
