import NetTypes
import Testing
import Topology

@Suite struct `Keys are found again` {
    private static let files = [
        SpecSource(
            name: "a.yaml",
            text: """
                version: 1
                ethernets:
                  enp2s0:
                    ethtool: {ring-rx: 512, channels-rx: 2}
                    tx-queue-length: 9
                bonds:
                  bond0:
                    mode: active-backup
                    ports:
                      enp3s0: {priority: 7}
                      enp4s0: {}
                """),
        SpecSource(
            name: "b.yaml",
            text: """
                version: 1
                trunks:
                  bond0:
                    100:
                      addresses: [10.0.0.2/24]
                      rules: [{from: 10.0.0.2, type: blackhole, priority: 7}]
                      routes:
                        - {to: 10.1.0.0/16, via: 10.0.0.1}
                        - {to: 10.2.0.0/16, type: blackhole}
                """),
    ]

    @Test(
        arguments: [
            (["ethtool", "channels-rx"], "enp2s0", "a.yaml:4:29"),
            (["link", "tx-queue-length"], "enp2s0", "a.yaml:5:5"),
            (["priority"], "enp3s0", "a.yaml:10:16"), (["routes", "type"], "bond0.100", "b.yaml:9:29"),
            (["rules", "type"], "bond0.100", "b.yaml:6:32"), (["hsr"], "enp2s0", nil), ([], "enp2s0", nil),
            (["ring-rx"], "enp4s0", nil),
        ] as [([String], String, String?)])
    func `by the interface that has them`(keys: [String], name: String, place: String?) throws {
        let name = try InterfaceName(name)
        let first = try #require(Topology.validate(Self.files).locations[name])
        #expect(KeyPlace.find(keys, of: name, namedAt: first, in: Self.files)?.description == place)
    }
}
