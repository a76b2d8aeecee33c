import Testing

@testable import Rehearsal

@Suite struct `The longest silence` {
    @Test func `answers without a gap are no silence`() {
        let silence = Silence(
            """
            PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
            [1796037813.10] 64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.05 ms
            [1796037813.20] 64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.05 ms
            """)
        #expect(silence.isHeard && silence.seconds == 0 && silence.lost == 0)
    }

    @Test func `the longest gap counts, from the last answer to the next`() {
        let silence = Silence(
            """
            [10.0] 64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.05 ms
            [10.2] no answer yet for icmp_seq=2
            [10.3] 64 bytes from 10.0.0.2: icmp_seq=3 ttl=64 time=0.05 ms
            [10.5] no answer yet for icmp_seq=4
            [10.6] no answer yet for icmp_seq=5
            [11.5] 64 bytes from 10.0.0.2: icmp_seq=6 ttl=64 time=0.05 ms
            """)
        #expect(silence.lost == 3 && abs(silence.seconds - 1.2) < 0.001)
    }

    @Test func `a silence that does not end counts as far as it was seen`() {
        let silence = Silence(
            """
            [10.0] 64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.05 ms
            [12.5] no answer yet for icmp_seq=2
            From 10.0.0.1 icmp_seq=3 Destination Host Unreachable
            """)
        #expect(silence.isHeard && silence.seconds == 2.5)
        #expect(!Silence("[10.0] no answer yet for icmp_seq=1\n").isHeard)
    }

    @Test func `a slow machine that loses nothing is not silent`() {
        let silence = Silence(
            """
            [10.0] 64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.05 ms
            [10.9] 64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.05 ms
            """)
        #expect(silence.seconds == 0)
    }
}
