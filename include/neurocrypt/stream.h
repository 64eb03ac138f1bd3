// Where bytes come from and where they go, for everything that works in constant memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"

namespace neurocrypt {

/// Where bytes come from. read() fills as much of `buffer` as it can; 0 means the end.
class Source {
 public:
  virtual ~Source() = default;
  virtual Result<std::size_t> read(MutableBytes buffer) = 0;
};

/// A source of known size that can be read anywhere; needed to open a range.
class SeekableSource : public Source {
 public:
  virtual Status seek(std::uint64_t offset) = 0;
  [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;
};

/// Where bytes go.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status write(ByteView bytes) = 0;
};

}  // namespace neurocrypt
