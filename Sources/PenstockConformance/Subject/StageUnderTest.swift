internal import CPenstock
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// A stage type of the library under test.
@safe final class StageUnderTest: @unchecked Sendable {
    let raw: UnsafePointer<penstock_stage_type>
    /// What the library knew of the table, and zero for the rest.
    let operations: penstock_ops
    let name: StageName
    /// Nil for a kind that does not exist.
    let kind: StageKind?
    let schemaText: String

    init(_ raw: UnsafePointer<penstock_stage_type>) throws {
        unsafe self.raw = unsafe raw
        let known = unsafe raw.pointee.ops
        // Zero bytes stand for ops that the library does not know.
        let copy = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<penstock_ops>.size, alignment: 8)
        defer { unsafe copy.deallocate() }
        unsafe copy.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<penstock_ops>.size)
        unsafe copy.copyMemory(from: known, byteCount: min(Int(known.pointee.size), MemoryLayout<penstock_ops>.size))
        operations = unsafe copy.load(as: penstock_ops.self)
        let kinds: [UInt32: StageKind] = [
            PENSTOCK_FILTER: .filter, PENSTOCK_TRANSFORM: .transform, PENSTOCK_SIGN: .sign,
            PENSTOCK_TRANSPORT: .transport,
        ]
        kind = unsafe kinds[raw.pointee.kind]
        name = unsafe StageName(
            kind: kind?.rawValue ?? "kind-\(raw.pointee.kind)",
            id: String(cString: raw.pointee.id)
        )
        schemaText = unsafe String(cString: raw.pointee.schema)
    }

    /// Its schema, compiled.
    func schema() throws -> JSONSchema {
        let document: JSONValue
        do {
            document = try JSONValue.parse(schemaText)
        } catch {
            throw Stop("its schema is not JSON: \(error.message)")
        }
        do {
            return try JSONSchema(document)
        } catch {
            throw Stop("its schema is no JSON Schema that the host can read: \(error)")
        }
    }
}
