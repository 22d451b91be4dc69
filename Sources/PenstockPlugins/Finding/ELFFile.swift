/// What the loader reads of a shared library before it loads it: sections, dynamic symbols, needed libraries.
///
/// ELF-64, little endian (System V ABI, chapters 4 and 5; the machines Penstock runs on). Pure and total: any bytes give
/// an answer or an error.
package struct ELFFile: Sendable {
    package struct Malformed: Error, Sendable {
        package var message: String
    }

    /// Names of the functions and data that the library defines for others.
    package private(set) var exported: Set<String> = []
    /// Names that it uses and that somebody else must define; weak ones, which may stay undefined, are left out.
    package private(set) var undefined: Set<String> = []
    /// `DT_NEEDED`: the libraries it asks for.
    package private(set) var needed: [String] = []
    /// `DT_RPATH` and `DT_RUNPATH`: where it asks the loader to look.
    package private(set) var searchPaths: [String] = []
    private let bytes: [UInt8]
    private var sections: [Section] = []

    private struct Section {
        var name: String
        var type: UInt32
        var offset: Int
        var size: Int
        var link: Int
    }

    package init(_ bytes: [UInt8]) throws(Malformed) {
        self.bytes = bytes
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw Malformed(message: "it is not an ELF file") }
        guard bytes.count >= 64, bytes[4] == 2, bytes[5] == 1 else {
            throw Malformed(message: "it is not a 64-bit little-endian ELF file")
        }
        guard try integer(at: 16, UInt16.self) == 3 else { throw Malformed(message: "it is not a shared library") }
        try readSections()
        try readDynamicSymbols()
        try readDynamicSection()
    }

    /// The content of a section; nil when there is none of that name.
    package func section(_ name: String) -> ArraySlice<UInt8>? {
        guard let section = sections.first(where: { $0.name == name }) else { return nil }
        return bytes[section.offset..<section.offset + section.size]
    }

    private mutating func readSections() throws(Malformed) {
        let table = try offset(at: 40)
        let entrySize = Int(try integer(at: 58, UInt16.self))
        let count = Int(try integer(at: 60, UInt16.self))
        let namesIndex = Int(try integer(at: 62, UInt16.self))
        guard entrySize >= 64, namesIndex < count else { throw Malformed(message: "its section table is damaged") }
        var nameOffsets: [Int] = []
        for index in 0..<count {
            let start = table + index * entrySize
            nameOffsets.append(Int(try integer(at: start, UInt32.self)))
            let type = try integer(at: start + 4, UInt32.self)
            var section = Section(
                name: "",
                type: type,
                offset: try offset(at: start + 24),
                size: try offset(at: start + 32),
                link: Int(try integer(at: start + 40, UInt32.self))
            )
            // SHT_NOBITS (8) takes no room in the file.
            if type == 8 { section.size = 0 }
            guard section.offset <= bytes.count, section.size <= bytes.count - section.offset else {
                throw Malformed(message: "a section lies outside of the file; it may have been cut")
            }
            sections.append(section)
        }
        let names = sections[namesIndex]
        for index in sections.indices { sections[index].name = try text(at: nameOffsets[index], in: names) }
    }

    private mutating func readDynamicSymbols() throws(Malformed) {
        guard let symbols = sections.first(where: { $0.type == 11 }), sections.indices.contains(symbols.link) else {
            return
        }
        let names = sections[symbols.link]
        for start in stride(from: symbols.offset, to: symbols.offset + symbols.size - 23, by: 24) {
            let binding = bytes[start + 4] >> 4
            let isDefined = try integer(at: start + 6, UInt16.self) != 0
            let isGlobal = binding == 1
            // STB_WEAK, and STB_GNU_UNIQUE of C++.
            guard isGlobal || isDefined && (binding == 2 || binding == 10) else { continue }
            let name = try text(at: Int(try integer(at: start, UInt32.self)), in: names)
            if isDefined { exported.insert(name) } else { undefined.insert(name) }
        }
    }

    private mutating func readDynamicSection() throws(Malformed) {
        guard let dynamic = sections.first(where: { $0.type == 6 }), sections.indices.contains(dynamic.link) else {
            return
        }
        let names = sections[dynamic.link]
        for start in stride(from: dynamic.offset, to: dynamic.offset + dynamic.size - 15, by: 16) {
            let tag = try integer(at: start, UInt64.self)
            guard tag == 1 || tag == 15 || tag == 29 else { continue }
            let value = try text(at: try offset(at: start + 8), in: names)
            if tag == 1 { needed.append(value) } else { searchPaths.append(value) }
        }
    }

    private func text(at offset: Int, in section: Section) throws(Malformed) -> String {
        guard offset < section.size else { throw Malformed(message: "a name lies outside of its table") }
        let start = section.offset + offset
        let end = bytes[start..<section.offset + section.size].firstIndex(of: 0) ?? section.offset + section.size
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func offset(at position: Int) throws(Malformed) -> Int {
        guard let value = Int(exactly: try integer(at: position, UInt64.self)) else {
            throw Malformed(message: "an offset is out of range")
        }
        return value
    }

    private func integer<I: FixedWidthInteger>(at position: Int, _ type: I.Type) throws(Malformed) -> I {
        let size = MemoryLayout<I>.size
        guard position >= 0, position <= bytes.count - size else {
            throw Malformed(message: "it ends too early; it may have been cut")
        }
        return bytes[position..<position + size].reversed().reduce(0) { $0 << 8 | I(truncatingIfNeeded: $1) }
    }
}
