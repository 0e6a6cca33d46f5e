#pragma once
// TLS for RawServer, with a certificate made on the spot. Link OpenSSL::SSL.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "support/raw_server.h"

namespace tidemark::testing {

/// A fresh key with a certificate that vouches for itself. `alt_names`: "IP:127.0.0.1,DNS:localhost".
class TlsIdentity {
 public:
  explicit TlsIdentity(const std::string& alt_names, long valid_for_s = 3600)
      : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
    X509* const x = certificate_.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -7200);
    X509_gmtime_adj(X509_getm_notAfter(x), valid_for_s);
    X509_NAME* const name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1,
                               -1, 0);
    X509_set_issuer_name(x, name);
    X509_set_pubkey(x, key_.get());
    add(NID_basic_constraints, "critical,CA:TRUE");
    add(NID_subject_alt_name, alt_names);
    if (X509_sign(x, key_.get(), EVP_sha256()) == 0) throw std::runtime_error("no test certificate");
  }

  /// For HttpOptions::ca_file.
  void write_certificate(const std::filesystem::path& file) const {
    FILE* const out = std::fopen(file.c_str(), "w");
    if (!out) throw std::runtime_error("cannot write " + file.string());
    PEM_write_X509(out, certificate_.get());
    std::fclose(out);
  }
  EVP_PKEY* key() const { return key_.get(); }
  X509* certificate() const { return certificate_.get(); }

 private:
  void add(int nid, const std::string& value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    if (!extension) throw std::runtime_error("no extension " + value);
    X509_add_ext(certificate_.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
};

class TlsWire final : public Wire {
 public:
  TlsWire(int fd, SSL_CTX* context) : Wire(fd), ssl_(SSL_new(context), SSL_free) {
    SSL_set_fd(ssl_.get(), fd);
    open_ = SSL_accept(ssl_.get()) == 1;
  }
  ssize_t read(char* into, std::size_t size) override {
    return open_ ? SSL_read(ssl_.get(), into, static_cast<int>(size)) : -1;
  }
  ssize_t write(const char* from, std::size_t size) override {
    return open_ ? SSL_write(ssl_.get(), from, static_cast<int>(size)) : -1;
  }
  void end() override {
    if (open_) SSL_shutdown(ssl_.get());
  }

 private:
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  bool open_ = false;
};

/// For RawServer's second argument.
inline RawServer::Wrap tls_with(const TlsIdentity& identity) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with write(2)
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), identity.certificate());
  SSL_CTX_use_PrivateKey(context.get(), identity.key());
  return [context](int fd) { return std::make_unique<TlsWire>(fd, context.get()); };
}

}  // namespace tidemark::testing
