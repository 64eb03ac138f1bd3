// Outcomes as values: a Result<T> holds a T or an Error, and no exception leaves the library.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace neurocrypt {

/// What went wrong, chosen by what the caller does next.
enum class ErrorCode {
  kInvalidArgument = 1,  ///< the call itself is wrong: fix the argument
  kNotFound,             ///< no such file, key id or name
  kIo,                   ///< the operating system refused: retry or repair the device
  kCorrupt,              ///< not one of our files, or a damaged one: restore it
  kUnsupported,          ///< a version, family or set that this build does not know: upgrade
  kNotAuthentic,         ///< wrong key or associated data, or the bytes were changed
  kRefused,    ///< a rule forbids it (a broken family, a retired key): consent or choose anew
  kExhausted,  ///< a stated limit is reached (data per key, memory): rotate or split
  kCancelled,  ///< the caller asked to stop
  kInternal,   ///< a defect of the library or of something it calls: report it
};

/// Stable lower-case name of a code, as printed by `--json`.
std::string_view name(ErrorCode code);

/// An ErrorCode, a message that says what and where, and a hint (may be empty) that says what to
/// do.
struct Error {
  ErrorCode code;
  std::string message;
  std::string hint{};
};

/// A value or an Error.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success or an Error: a Result without a value.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error)
      : error_(std::move(error)), ok_(false) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  [[nodiscard]] const Error& error() const& {
    assert(!ok_);
    return error_;
  }
  Error&& error() && {
    assert(!ok_);
    return std::move(error_);
  }

 private:
  Error error_{ErrorCode::kInternal, {}, {}};
  bool ok_ = true;
};

}  // namespace neurocrypt

/// Returns the error of `expression`, a Status or Result, from the enclosing function if there is
/// one.
#define NC_RETURN_IF_ERROR(expression)                    \
  do {                                                    \
    if (auto nc_status = (expression); !nc_status.ok()) { \
      return std::move(nc_status).error();                \
    }                                                     \
  } while (false)

#define NC_CONCAT_INNER(a, b) a##b
#define NC_CONCAT(a, b) NC_CONCAT_INNER(a, b)
/// Declares `declaration` as the value of the Result `expression`, or returns its error.
#define NC_ASSIGN_OR_RETURN(declaration, expression)           \
  auto NC_CONCAT(nc_result_, __LINE__) = (expression);         \
  if (!NC_CONCAT(nc_result_, __LINE__).ok()) {                 \
    return std::move(NC_CONCAT(nc_result_, __LINE__)).error(); \
  }                                                            \
  declaration = std::move(NC_CONCAT(nc_result_, __LINE__)).value()
