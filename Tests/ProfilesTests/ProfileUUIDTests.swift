import Profiles
import Testing

@Suite struct `Profile UUIDs` {
    /// Computed by Python's `uuid.uuid5` in the same name space.
    ///
    /// Every host out there has these: they never change.
    @Test(arguments: [
        ("bond0", "8f3f12e3-c261-5463-8331-8b4861c46073"), ("bond0.100", "34777b28-d9d1-54d4-bf82-77d6e2a385a4"),
        ("br200", "f5e46d30-e436-5b88-8c9f-ac5aa9ab53d3"), ("é0", "bd6330c0-ede6-5b55-bee1-fdc1af918d83"),
        ("", "3d4466b9-e54d-509b-ba78-ef3ea7dc4458"),
    ])
    func `the UUID of an interface is the same for ever`(name: String, uuid: String) {
        #expect(ProfileUUID(interface: name).text == uuid)
        #expect("\(ProfileUUID(interface: name))" == uuid)
    }

    @Test func `they are of version 5 and of the RFC's variant`() {
        for number in 0..<200 {
            let text = ProfileUUID(interface: "if\(number)").text
            let groups = text.split(separator: "-")
            #expect(groups.map(\.count) == [8, 4, 4, 4, 12])
            #expect(groups[2].first == "5")
            #expect(groups[3].first.map { "89ab".contains($0) } == true)
            #expect(text == text.lowercased())
        }
    }

    @Test func `no two interfaces have the same`() {
        let all = Set((0..<5000).map { ProfileUUID(interface: "if\($0)").text })
        #expect(all.count == 5000)
        #expect(ProfileUUID(interface: "br0") != ProfileUUID(interface: "BR0"))
    }
}
