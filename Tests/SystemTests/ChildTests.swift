import Glibc
import System
import Testing

@Suite struct ChildTests {
    @Test func `a program's exit status is its answer`() {
        #expect(Child.run(["/bin/sh", "-c", "exit 7"], within: 60) == 7)
        #expect(Child.run(["/bin/true"], within: 60) == 0)
    }

    @Test func `one that cannot be started, is killed or takes too long has none`() {
        #expect(Child.run(["/no/such/program"], within: 60) == nil)
        #expect(Child.run(["/bin/sh", "-c", "kill -9 $$"], within: 60) == nil)
        #expect(Child.run(["/bin/sleep", "600"], within: 0.1) == nil)
    }

    @Test func `a process is told from a later one with its number by its start`() throws {
        let own = ProcessIdentity.current
        #expect(own.isAlive)
        #expect(!ProcessIdentity(pid: own.pid, startTicks: own.startTicks + 1).isAlive)
        let pid = try Child.spawn(["/bin/sleep", "600"], session: true).get()
        let child = try #require(ProcessIdentity(of: pid))
        #expect(child.isAlive)
        child.send(SIGKILL)
        // Until it is waited for it stays as a zombie, which does not run.
        while child.isAlive { sched_yield() }
        var status: Int32 = 0
        #expect(waitpid(pid, &status, 0) == pid)
        #expect(ProcessIdentity(of: pid) == nil)
    }
}
