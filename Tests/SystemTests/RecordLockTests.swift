import Foundation
import System
import Testing

@Suite struct RecordLockTests {
    @Test func `a lock says who holds it, byte by byte, and its holder's death frees it`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/nm-topology-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path))
        // perl(1) is on every Debian: it takes byte 5, says so, and holds it until its standard input ends.
        let script = """
            use Fcntl; open(my $f, '+<', $ARGV[0]) or die; my $l = pack('s s x![q] q q i', F_WRLCK, 0, 5, 1, 0);
            fcntl($f, F_SETLK, $l) or die; $| = 1; print "held\\n"; <STDIN>;
            """
        let holder = Process()
        let (input, output) = (Pipe(), Pipe())
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/perl")
        holder.arguments = ["-e", script, path]
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
        #expect(RecordLock(byte: 5, of: path).holder == .process(holder.processIdentifier))
        #expect(RecordLock(byte: 6, of: path).holder == .nobody)
        #expect(RecordLock(byte: 5, of: path).take() == false)
        try input.fileHandleForWriting.close()
        #expect(RecordLock(byte: 5, of: path).waitUntilFree())
        holder.waitUntilExit()
        #expect(RecordLock(byte: 5, of: path).take() == true)
        #expect(RecordLock(byte: 5, of: "/no/such/directory/lock").holder == .unknown)
    }
}
