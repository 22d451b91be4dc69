internal import CPenstock
internal import PenstockWire

// penstock.directory, for a worker.

extension ServiceAnswer {
    func find(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let (directory, key) = unsafe (reader.bytes(), reader.bytes())
        // Without a delivery nobody may ask.
        var verdict = PENSTOCK_FAIL_PERMANENT
        var row = unsafe penstock_bytes()
        if let call, !reader.isBroken {
            unsafe with(PENSTOCK_DIRECTORY) { (host, table: UnsafePointer<penstock_directory>) in
                verdict = unsafe table.pointee.find(host, call.call, directory, key, &row)
            }
        }
        writer.put(verdict)
        unsafe writer.put(row)
    }
}
