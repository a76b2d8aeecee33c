import Checks
import Glibc
import NetTypes
import Synchronization
import Testing
import Topology

/// Real sockets on the loopback: what succeeds, and what is said of what does not.
@Suite(.timeLimit(.minutes(2))) struct ProberTests {
    private let loopback: IPAddress

    init() throws { loopback = try #require(IPAddress("127.0.0.1")) }

    /// Why a check failed; `nil` when it succeeded.
    private func failure(
        _ probe: Check.Probe, from source: Check.Source? = nil, within: Int = 10, count: Int = 1
    ) async -> String? {
        await Prober.run([Check(probe, source: source, within: within, count: count)]).first?.failure
    }

    @Test(.enabled(if: geteuid() == 0, "raw sockets need root"), arguments: ["127.0.0.1", "127.8.8.8", "::1"])
    func `a ping of an address that is here is answered`(address: String) async throws {
        #expect(await failure(.ping(try #require(IPAddress(address)))) == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "raw sockets need root"))
    func `a ping is sent from an address or through an interface, or that is what fails`() async throws {
        let name = try InterfaceName("lo")
        #expect(await failure(.ping(loopback), from: .address(try #require(IPAddress("127.0.0.2")))) == nil)
        #expect(await failure(.ping(loopback), from: .interface(name)) == nil)
        let foreign = try #require(IPAddress("203.0.113.9"))
        #expect(
            await failure(.ping(loopback), from: .address(foreign), within: 1)
                == "cannot send from 203.0.113.9: Cannot assign requested address")
        #expect(
            await failure(.ping(loopback), from: .interface(try InterfaceName("nosuch0")), within: 1)
                == "cannot send through nosuch0: No such device")
    }

    @Test func `a TCP connection is opened, refused, or sent from where it was asked`() async throws {
        let server = try Server()
        #expect(await failure(.tcp(loopback, port: server.port)) == nil)
        let from = try #require(IPAddress("127.0.0.3"))
        #expect(await failure(.tcp(loopback, port: server.port), from: .address(from)) == nil)
        #expect(Set(server.peers).isSuperset(of: ["127.0.0.1", "127.0.0.3"]))
        let closed = try Server(listens: false)
        #expect(await failure(.tcp(loopback, port: closed.port), within: 1) == "Connection refused")
    }

    @Test(arguments: [
        (["HTTP/1.1 200 OK\r\n\r\n"], nil), (["HTTP/1.0 302 Found\r\n\r\n"], nil),
        (["HT", "TP/1", ".1 2", "04", " No Content\r\n\r\n"], nil),
        (["HTTP/1.1 404 Not Found\r\n\r\n"], "HTTP status 404"), (["HTTP/1.1 503\r\n\r\n"], "HTTP status 503"),
        (["SSH-2.0-OpenSSH_9.2\r\n"], "no HTTP answer"), (["HTTP/1.1 abc\r\n"], "no HTTP answer"),
        (["HTTP/1.1 2"], "the connection was closed without an answer"),
        ([], "the connection was closed without an answer"),
    ])
    func `a page is there, or its status or silence is told`(answer: [String], expected: String?) async throws {
        let requests = Mutex<[String]>([])
        let server = try Server { request in
            requests.withLock { $0.append(request) }
            return answer
        }
        #expect(await failure(.http(loopback, port: server.port, path: "/health?a=b"), within: 2) == expected)
        let request = try #require(requests.withLock { $0.first })
        #expect(request == "GET /health?a=b HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\n\r\n")
    }

    @Test func `who opens and then says nothing fails when the time is over`() async throws {
        let server = try Server { _ in nil }
        let clock = ContinuousClock()
        let start = clock.now
        #expect(await failure(.http(loopback, port: server.port, path: "/"), within: 3) == "no answer")
        #expect(clock.now - start >= .seconds(2))
    }

    @Test func `a name is looked up as every program does`() async {
        #expect(await failure(.resolve("localhost")) == nil)
        #expect(await failure(.resolve("no-such-host.invalid"), within: 1) != nil)
    }

    @Test(.enabled(if: geteuid() == 0, "packet sockets need root"))
    func `ARP on an interface that is not there says so`() async throws {
        #expect(
            await failure(.arp(loopback, on: try InterfaceName("nosuch0")), within: 1)
                == "there is no interface nosuch0")
    }

    @Test func `a check succeeds as often as asked, one after the other`() async throws {
        let answers = Mutex(0)
        let flaky = try Server { _ in
            let number = answers.withLock { number in
                number += 1
                return number
            }
            return [number % 3 == 0 ? "HTTP/1.1 500 x\r\n" : "HTTP/1.1 200 x\r\n"]
        }
        let probe = Check.Probe.http(loopback, port: flaky.port, path: "/")
        #expect(await failure(probe, within: 20, count: 2) == nil)
        #expect(answers.withLock { $0 } == 2)
        answers.withLock { $0 = 0 }
        let said = try #require(await failure(probe, within: 3, count: 3))
        #expect(said.hasPrefix("it succeeded 2 times in a row within 3 s, not 3"))
    }

    @Test func `checks run at the same time, however many there are`() async throws {
        let waiting = Mutex((now: 0, most: 0))
        let slow = try Server { _ in
            waiting.withLock { count in
                count.now += 1
                count.most = max(count.most, count.now)
            }
            usleep(300_000)
            waiting.withLock { $0.now -= 1 }
            return ["HTTP/1.1 200 x\r\n"]
        }
        let checks = (0..<60).map { Check(.http(loopback, port: slow.port, path: "/\($0)"), within: 60) }
        let results = await Prober.run(checks)
        #expect(results.map(\.check) == checks, "in the order of the checks")
        #expect(results.allSatisfy { $0.succeeded })
        // One after the other, there would never be more than one.
        #expect(waiting.withLock { $0.most } > 1)
    }

    @Test func `what nobody waits for any longer ends soon`() async throws {
        let closed = try Server(listens: false)
        let check = Check(.tcp(loopback, port: closed.port), within: 600)
        let clock = ContinuousClock()
        let start = clock.now
        let work = Task { await Prober.run([check]) }
        try await Task.sleep(for: .milliseconds(300))
        work.cancel()
        #expect(await work.value.first?.failure == "it was called off")
        #expect(clock.now - start < .seconds(300), "long before the check itself would have ended")
    }
}
