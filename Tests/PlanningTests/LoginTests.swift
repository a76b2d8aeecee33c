import Host
import NetTypes
import Planning
import Profiles
import Testing
import Topology

private let peap = "802-1x: {eap: peap, identity: h, ca-cert: /c, password-file: /p}"
private let tls = "802-1x: {eap: tls, identity: h, client-cert: /c, private-key: /k, private-key-password-file: /p}"

/// A NIC that logs in at its switch (802.1X).
@Suite struct `A NIC that logs in` {
    private static let uuid = ProfileUUID(interface: "enp2s0").text

    private func spec(_ login: String) -> String { "{version: 1, ethernets: {enp2s0: {\(login)}}}" }

    /// A host where somebody has added a login to a profile of ours.
    private func hand(_ login: [String: SettingValue]) throws -> Host {
        var host = try Host(applied: spec("mtu: 1500"))
        host.live.profiles = host.live.profiles.map { profile in
            LiveProfile(
                path: profile.path, uuid: profile.uuid, id: profile.id, type: profile.type,
                interfaceName: profile.interfaceName, settings: profile.settings.merging(["802-1x": login]) { $1 },
                filename: profile.filename, isUnsaved: false, isGenerated: false)
        }
        return host
    }

    private func login(_ plan: Plan) -> [String: SettingValue]? {
        plan.steps.first { $0.interface.text == "enp2s0" }?.profile.settings["802-1x"]
    }

    @Test func `is refused without usable files, or a supplicant`() throws {
        var host = try Host(nics: ["enp2s0"])
        for path in ["/c", "/k", "/p"] { host.live.keyFiles[path] = .unusable("\(path): cannot read it") }
        host.live.lacksSupplicant = true
        let misfit = #expect(throws: Misfit.self) { try host.plan(spec(tls)) }
        #expect(misfit?.refusals.map(\.code) == [.keyFile, .keyFile, .keyFile, .noSupplicant])
        #expect(
            misfit?.refusals.map { $0.text.split(separator: ":")[1] } == [
                " its certificate cannot be used", " its private key cannot be used", " its password cannot be used",
                " NetworkManager logs in at the switch (802.1X) by wpa_supplicant, which is not installed.",
            ])
    }

    @Test(arguments: [(peap, "password"), (tls, "private-key-password")])
    func `changes with its password, which is in no plan`(options: String, property: String) throws {
        var host = try Host(applied: spec(options))
        host.live.keyFiles["/p"] = .key(fingerprint: "new")
        host.live.passwords[Self.uuid] = "new"
        #expect(try host.plan(spec(options)).isEmpty)
        host.live.passwords[Self.uuid] = "old"
        for _ in 0..<2 {
            let step = try #require(try host.plan(spec(options)).steps.first)
            #expect(step.activation == .activate)
            guard case .update(_, let changed) = step.write else { throw Missing(name: "update") }
            #expect(changed.map(\.name) == ["802-1x.\(property)"])
            #expect(step.profile.settings["802-1x"]?[property] == nil)
            #expect(Profile.note(Profile.Tag.key, in: step.profile.settings) == nil, "a password can be guessed by it")
            // NetworkManager may tell of none.
            host.live.passwords[Self.uuid] = nil
        }
    }

    @Test func `changes with a certificate or a key in the same file`() throws {
        var host = try Host(applied: spec(tls))
        for path in ["/c", "/k"] { host.live.keyFiles[path] = .present(fingerprint: "old") }
        #expect(try host.plan(spec(tls)).isEmpty, "a profile of an older version does not tell what was in them")
        edit(&host, "enp2s0") { settings in
            guard case .stringMap(var data)? = settings["user"]?["data"] else { return }
            data[Profile.Tag.files] = "client-cert=old private-key=old"
            settings["user"]?["data"] = .stringMap(data)
        }
        #expect(try host.plan(spec(tls)).isEmpty)
        host.live.keyFiles["/c"] = .present(fingerprint: "new")
        let step = try #require(try host.plan(spec(tls)).steps.first)
        #expect(step.activation == .activate)
        guard case .update(_, let changed) = step.write else { throw Missing(name: "update") }
        #expect(changed.map(\.name) == ["802-1x.client-cert"] && changed.first?.new == .string("the one in /c"))
        #expect(
            Profile.note(Profile.Tag.files, in: step.profile.settings) == "client-cert=new private-key=old")
    }

    @Test func `loses a login of the spec with its words, and keeps one that somebody made`() throws {
        var host = try Host(applied: spec("mtu: 1500, \(peap)"))
        let gone = try host.plan(spec("mtu: 1500"))
        #expect(gone.steps.first?.activation == .activate && login(gone) == nil, "\(changes(gone))")

        let made: [String: SettingValue] = ["eap": .strings(["peap"]), "identity": .string("h")]
        host = try hand(made)
        #expect(try host.plan(spec("mtu: 1500")).isEmpty)
        let kept = try host.plan(spec("mtu: 1400"))
        #expect(login(kept) == made && kept.steps.first?.keeps == ["802-1x.eap", "802-1x.identity"])
        host = try hand(made.merging(["phase1-peapver": .string("0")]) { $1 })
        let taken = try host.plan(spec("mtu: 1500, \(peap)"))
        #expect(taken.steps.first?.keeps == ["802-1x.phase1-peapver"])
    }

    @Test func `still does where a spec only uses it`() throws {
        let host = try Host(applied: spec(peap))
        let plan = try host.plan("{version: 1, bridges: {br0: {ports: [enp2s0]}}}")
        #expect(login(plan)?["identity"] == .string("h"))
        let settings = try #require(plan.steps.first { $0.interface.text == "enp2s0" }).profile.settings
        #expect(Profile.note(Profile.Tag.login, in: settings) != nil)
    }

    @Test func `needs a NetworkManager that knows when it may fail`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.live.manager = NMVersion(1, 20)
        let misfit = #expect(throws: Misfit.self) {
            try host.plan(spec(peap.replacing("{", with: "{optional: true, ")))
        }
        #expect(
            misfit?.refusals.map(\.text) == [
                "enp2s0: `802-1x optional` needs NetworkManager 1.22; this host has 1.20."
            ])
    }
}
